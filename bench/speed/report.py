"""Makes the table, the chart and the README's section out of bench/results/speed.csv."""
import base64
import csv
import html
import math
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results"
README = ROOT / "README.md"
BEGIN, END = "<!-- speed: written by bench/run -->", "<!-- speed: end -->"
POSTHORN, HELLO = "Posthorn, JDK ", "Java hello world, JDK "

WORKS = {
    "small": "One small mail",
    "expired": "One small mail, token expired",
    "small-tls": "One small mail, TLS",
    "expired-tls": "One small mail, token expired, TLS",
    "labels": "List the labels",
    "20-mib": "20 MiB attached (upload)",
    "20-mib-raw": "20 MiB attached (raw, in JSON)",
    "bulk": "2,000 mails, 8 workers, one process",
    "queue": "Hand over and end",
    "version": "`--version`",
    "help": "`--help`",
    "completion": "Completion for bash",
}

FIGURES = {"wall": "wall", "cpu": "CPU", "rss": "peak memory"}

# What is to be reached: figure, work, against whom, in which work of theirs, at most, and later.
GOALS = [
    ("wall", "small", "Node", "small", 0.95, 0.80),
    ("wall", "small", "Python", "small", 0.42, None),
    ("wall", "expired", "Node", "expired", 1.0, 0.85),
    ("wall", "expired", "Python", "expired", 0.45, None),
    ("wall", "small-tls", "Node", "small-tls", 1.6, 1.2),
    ("wall", "small-tls", "Python", "small-tls", 0.70, None),
    ("cpu", "small", "Node", "small", 1.1, 0.9),
    ("cpu", "small", "Python", "small", 0.55, None),
    ("rss", "small", "Node", "small", 0.80, None),
    ("rss", "small", "Python", "small", 1.0, None),
    ("wall", "bulk", "Node", "bulk", 0.85, None),
    ("wall", "bulk", "Python", "bulk", 0.50, None),
    ("wall", "20-mib", "Node", "20-mib", 0.95, None),
    ("rss", "20-mib", "Node", "20-mib", 0.65, None),
    ("wall", "20-mib", "Python", "20-mib-raw", 0.25, None),
    ("rss", "20-mib", "Python", "20-mib-raw", 0.20, None),
    ("wall", "version", HELLO, "version", 1.6, None),
]
CONNECTIONS = 9
# On a JDK that is not the default one, a goal may be missed by this much.
ALLOWANCE = 1.1
UNKNOWN = "not measured"

ALTERNATIVE = "Posthorn beside the quickstarts for Node and Python, and curl"

# The panels of the chart: title, figure, work.
PANELS = [
    ("One small mail", "wall", "small"),
    ("… its token expired", "wall", "expired"),
    ("… over TLS", "wall", "small-tls"),
    ("20 MiB attached", "wall", "20-mib"),
    ("2,000 mails, 8 workers", "wall", "bulk"),
    ("--version", "wall", "version"),
    ("One small mail, CPU", "cpu", "small"),
    ("One small mail, peak memory", "rss", "small"),
    ("20 MiB attached, peak memory", "rss", "20-mib"),
]


def base64url(data):
    return base64.urlsafe_b64encode(data).decode()


def base64_lines(data):
    return base64.encodebytes(data).decode()


class Measured:
    """The rows by work and program, in the order in which they came."""

    def __init__(self, rows):
        self.rows = rows
        self.by = {(row["work"], row["program"]): row for row in rows}
        self.programs = list(dict.fromkeys(row["program"] for row in rows))
        self.posthorns = [each for each in self.programs if each.startswith(POSTHORN)]

    def value(self, work, program, figure):
        row = self.by.get((work, program))
        return float(row[figure]) if row else None


def shown(value, figure):
    """A figure as people read it: ms below a second and s above, MiB."""
    if value is None:
        return ""
    if figure == "rss":
        return f"{value:.0f} MiB"
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.2f} s"


def span(row, figure):
    """The median, with the smallest and the largest."""
    median, least, most = (float(row[figure + end]) for end in ("", "_min", "_max"))
    if shown(median, figure).endswith(" s"):
        return f"{shown(median, figure)} ({least / 1000:.2f} to {most / 1000:.2f})"
    return f"{shown(median, figure)} ({least:.0f} to {most:.0f})"


def table(rows):
    """All that was measured, a row a program."""
    lines = ["| work | program | wall | CPU | peak memory | connections |", "|---" * 6 + "|"]
    for row in rows:
        figures = " | ".join(span(row, figure) for figure in FIGURES)
        cells = [WORKS[row["work"]], row["program"], figures, str(row["connections"])]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def overview(measured):
    """Wall time alone, a column a program."""
    columns = [each for each in measured.programs if not each.startswith(HELLO)]
    lines = ["| wall, median | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for work, title in WORKS.items():
        cells = [shown(measured.value(work, each, "wall"), "wall") for each in columns]
        if any(cells):
            lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def verdict(value, limit, form):
    return f"{value:{form}}, " + ("met" if value <= limit else "**short**")


def goals(measured):
    """Each goal, the ratio of the medians, and whether it was met."""
    columns = ["goal", "at most", *measured.posthorns]
    lines = ["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
    for figure, work, peer, peer_work, most, later in GOALS:
        cells = [ratio(measured, figure, work, posthorn, peer, peer_work, most)
                 for posthorn in measured.posthorns]
        against = peer.split(",")[0] + (", raw" if peer_work.endswith("-raw") else "")
        goal = f"{WORKS[work]}: {FIGURES[figure]}, against {against}"
        at_most = f"{most:.2f}" + (f", then {later:.2f}" if later else "")
        lines.append("| " + " | ".join([goal, at_most, *cells]) + " |")
    opened = [measured.value("bulk", posthorn, "connections") for posthorn in measured.posthorns]
    cells = [verdict(each, CONNECTIONS, ".0f") if each is not None else UNKNOWN for each in opened]
    lines.append(f"| Connections opened by 8 workers | {CONNECTIONS} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ratio(measured, figure, work, posthorn, peer, peer_work, most):
    jdk = posthorn.removeprefix(POSTHORN)
    ours = measured.value(work, posthorn, figure)
    theirs = measured.value(peer_work, peer + jdk if peer == HELLO else peer, figure)
    if ours is None or theirs is None:
        return UNKNOWN
    limit = most if posthorn == measured.posthorns[0] else most * ALLOWANCE
    return verdict(ours / theirs, limit, ".2f")


def caption(rows):
    return f"{rows[0]['date']}, {rows[0]['machine']}; medians of {rows[0]['rounds']} rounds."


STYLE = """
  text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: #1f2328 }
  text { paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
  .title { font-weight: 600; font-size: 13px } .own { font-weight: 600 }
  .small { font-size: 10.5px; fill: #59636e }
  .paper { fill: #ffffff } .grid { stroke: #d1d9e0 } .axis { stroke: #59636e }
  .ours { fill: #1a63c9 } .theirs { fill: #9aa4ae }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; stroke: #0d1117 } .small { fill: #9198a1 }
    .paper { fill: #0d1117 } .grid { stroke: #2f363d } .axis { stroke: #9198a1 }
    .ours { fill: #5ea0f7 } .theirs { fill: #6b7682 }
  }
"""
COLUMNS, GAP, TOP = 3, 22, 66
# A panel: its width, its title's height, a bar's height, and the room for names and numbers.
WIDTH, HEAD, BAR, NAME, NUMBER = 290, 26, 22, 86, 62


def chart(measured):
    """Small multiples: a panel a question, a bar a program, all from zero."""
    bars = max(len(panel_bars(measured, figure, work)) for _, figure, work in PANELS)
    panel_height = HEAD + bars * BAR + 36
    width = COLUMNS * (WIDTH + GAP) + GAP
    height = TOP + math.ceil(len(PANELS) / COLUMNS) * panel_height + 4
    jdks = " and ".join(each.removeprefix(POSTHORN) for each in measured.posthorns)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="t d">',
        f'<title id="t">{ALTERNATIVE}</title>',
        f'<desc id="d">{html.escape(described(measured))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}" rx="6"/>',
        written(GAP, 27, f"Whole processes, Posthorn on JDK {jdks}: less is better", "title"),
        written(GAP, 45, caption(measured.rows), "small"),
    ]
    for index, (title, figure, work) in enumerate(PANELS):
        row, column = divmod(index, COLUMNS)
        x, y = GAP + column * (WIDTH + GAP), TOP + row * panel_height
        parts += panel(title, figure, panel_bars(measured, figure, work), x, y)
    return "\n".join(parts) + "\n</svg>\n"


def panel_bars(measured, figure, work):
    found = [(each, measured.value(work, each, figure)) for each in measured.programs]
    return [(program, value) for program, value in found if value is not None]


def panel(title, figure, bars, x, y):
    parts = [written(x, y + 14, title, "title")]
    if not bars:
        return parts
    most = max(value for _, value in bars)
    left, top, bottom = x + NAME, y + HEAD, y + HEAD + len(bars) * BAR
    scale = (WIDTH - NAME - NUMBER) / most
    for tick in ticks(most):
        at = left + tick * scale
        parts.append(f'<line class="{"grid" if tick else "axis"}" x1="{at:.1f}" x2="{at:.1f}" '
                     f'y1="{top - 4}" y2="{bottom + 2}"/>')
        seconds = figure != "rss" and tick >= 1000
        words = f"{tick / 1000:g} s" if seconds else shown(tick, figure) if tick else "0"
        parts.append(written(at, bottom + 15, words, "small", "middle"))
    for index, (program, value) in enumerate(bars):
        middle = top + index * BAR + BAR // 2
        ours = program.startswith(POSTHORN)
        kind = "own" if ours else ""
        name = program.replace(", JDK", "").replace("Java hello world", "Java hello")
        parts.append(written(x, middle + 4, name, kind))
        parts.append(f'<rect class="{"ours" if ours else "theirs"}" x="{left}" y="{middle - 7}" '
                     f'width="{max(1, value * scale):.1f}" height="14" rx="2"/>')
        parts.append(written(left + value * scale + 6, middle + 4, shown(value, figure), kind))
    return parts


def written(x, y, words, kind="", anchor="start"):
    return (f'<text class="{kind}" text-anchor="{anchor}" x="{x:.1f}" y="{y}">'
            f"{html.escape(words)}</text>")


def ticks(most):
    """Zero, and one or two round numbers up to the longest bar."""
    power = 10 ** math.floor(math.log10(most))
    step = next(each for each in (power / 2, power, power * 2, power * 5) if most / each < 3)
    return [step * n for n in range(int(most / step) + 1)]


def described(measured):
    """What the chart shows, for who cannot see it."""
    panels = []
    for title, figure, work in PANELS:
        bars = panel_bars(measured, figure, work)
        words = ", ".join(f"{program} {shown(value, figure)}" for program, value in bars)
        panels.append(f"{title}: {words}.")
    return " ".join(panels)


def section(measured):
    return "\n".join([
        BEGIN,
        f"![{ALTERNATIVE}](bench/results/speed.svg)",
        "", f"Measured {caption(measured.rows)}", "", overview(measured), "",
        "What it is to reach, as ratios of medians (on the second JDK a tenth more is met too):",
        "", goals(measured), END])


def write(rows):
    """Writes all results, speed.csv first."""
    RESULTS.mkdir(exist_ok=True)
    with open(RESULTS / "speed.csv", "w", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rounded(row) for row in rows)
    publish()


def rounded(row):
    return {name: f"{value:.1f}" if isinstance(value, float) else value
            for name, value in row.items()}


def publish():
    """Writes the table, the chart and the README's section from speed.csv."""
    with open(RESULTS / "speed.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    measured = Measured(rows)
    words = f"# How fast\n\nMeasured {caption(rows)} In brackets: the smallest and the largest.\n\n"
    (RESULTS / "speed.md").write_text(words + table(rows) + "\n\n" + goals(measured) + "\n")
    (RESULTS / "speed.svg").write_text(chart(measured))
    readme = README.read_text()
    if BEGIN not in readme or END not in readme:
        raise SystemExit(
            f"bench: README.md lacks the lines '{BEGIN}' and '{END}'. Put both back, and run:"
            " bench/run --update-readme")
    marked = re.escape(BEGIN) + ".*?" + re.escape(END)
    README.write_text(re.sub(marked, lambda _: section(measured), readme, flags=re.S))


if __name__ == "__main__":
    publish()
