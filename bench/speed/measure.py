"""Runs what bench/run measures: every program does every work once a round, one after the other.

A run counts only when its program ended with 0 and the server saw exactly what was to be done;
otherwise the benchmark ends with words. Nothing here judges how long it took.
"""
import argparse
import dataclasses
import datetime
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys

import report
from cases import (ATTACHMENT, BENCH, BUNDLE, CERTIFICATE, CLEAN, HOMES, ROOT, all_cases,
                   find_java_homes, java_version)

ACCOUNT = "ann@example.com"
MIB = 1024 * 1024


def make_certificate(file):
    """A certificate of this machine for a day, and its key beside it."""
    key = file.with_suffix(".key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", file, "-days", "1", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1"], check=True, stderr=subprocess.DEVNULL)
    return [file, key]


class Stub:
    """The server, as a child."""

    def __init__(self):
        certificates = make_certificate(CERTIFICATE) + make_certificate(BENCH / "stranger.pem")
        # The platform's authorities come first: for Google's servers a program reads them too.
        platform = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
        known = platform.read_text() if platform.exists() else ""
        BUNDLE.write_text(known + CERTIFICATE.read_text())
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "bench/speed/stub.py", *certificates],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ports = self.process.stdout.readline().split()
        self.plain, self.tls, self.stranger, self.smtp = map(int, ports)

    def root(self, tls):
        return f"https://127.0.0.1:{self.tls}/" if tls else f"http://127.0.0.1:{self.plain}/"

    def seen(self):
        print(file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def machine(java_homes):
    def version(program):
        command = [program, "--version"]
        said = subprocess.run(command, env=CLEAN, capture_output=True, text=True, check=True)
        return re.search(r"[0-9]+(\.[0-9]+)+", said.stdout).group()

    words = [f"{os.cpu_count()} cores"]
    words += [f"JDK {java_version(home)}" for home in java_homes.values()]
    words += [f"Node {version('node')}", f"Python {version(sys.executable)}"]
    words += [f"{each} {version(each)}" for each in ("curl", "msmtp")]
    return ", ".join(words)


def write_home(stub, case):
    """Client secret and tokens, as each program reads them: anew before each run."""
    if not case.home:
        return
    root = stub.root(case.tls)
    client = {"client_id": "bench", "client_secret": "bench-secret", "token_uri": root + "token"}
    installed = {"project_id": "bench", "auth_uri": root + "auth",
                 "redirect_uris": ["http://localhost"]}
    expiry = datetime.datetime.now(datetime.timezone.utc)
    expiry += datetime.timedelta(days=-1 if case.expired else 1)
    scopes = [f"https://www.googleapis.com/auth/gmail.{each}" for each in ("send", "labels")]
    tokens = {"type": "authorized_user", "account": ACCOUNT, "refresh_token": "1//bench",
              "token": "ya29.valid", "expiry": expiry.strftime("%Y-%m-%dT%H:%M:%SZ"),
              "scopes": scopes}
    home = HOMES / case.home
    ours = case.program.startswith(report.POSTHORN)
    write_private(home / "credentials.json", {"installed": client | installed})
    write_private(home / (f"tokens/{ACCOUNT}.json" if ours else "token.json"), client | tokens)


def write_private(file, content):
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(content, out)


def run(stub, case, digest):
    """One run: what it cost, and what is wrong with what it did."""
    write_home(stub, case)
    output = BENCH / "output"
    spawn = [sys.executable, "-I", "-S", ROOT / "bench/speed/spawn.py", output, *case.command]
    said = subprocess.run(
        spawn, env=CLEAN | case.env, cwd=BENCH, capture_output=True, text=True, check=True)
    status, wall, cpu, rss = map(float, said.stdout.split())
    seen = stub.seen()
    cost = {"wall": wall * 1000, "cpu": cpu * 1000, "rss": rss / 1024,
            "connections": seen["connections"]}
    return cost, check(case, int(status), seen, output.read_text(), digest)


def check(case, status, seen, output, digest):
    wrong = list(seen["problems"])
    if status != 0:
        wrong.append(f"exit status {status}")
    for what, count, wanted in (
            ("messages", len(seen["ids"]), case.messages),
            ("refreshes", seen["refreshes"], 1 if case.expired else 0),
            ("lists of labels", seen["labels"], case.labels)):
        if count != wanted:
            wrong.append(f"the server saw {count} {what} in place of {wanted}")
    whole = {"to": "bob@example.com", "subject": "Grüße", "text": "Hello.",
             "attachments": [digest] if case.attachment else []}
    if any(message != whole for message in seen["messages"]):
        wrong.append("a message came that is not the one that was to be sent")
    if case.prints_ids and not output:
        wrong.append("it printed nothing")
    if case.prints_ids and not set(seen["ids"]) <= set(re.findall("[0-9a-f]{16}", output)):
        wrong.append("it did not print the ids that the server gave")
    return wrong


def measured(stub, case, digest):
    """What a run cost, once it is sure that it did its work."""
    cost, wrong = run(stub, case, digest)
    if wrong:
        errors = (BENCH / "output.err").read_text()[-2000:]
        sys.exit(f"bench: {case.program} did not do '{case.work}': {'; '.join(wrong)}. It said:\n"
                 f"{errors}\nTry it alone: bench/run --short --only '^{case.work}$'")
    return cost


def prove_the_check(stub, cases, digest):
    """A program that sends twice must be noticed, else no other run proves anything."""
    once = next(case for case in cases if (case.work, case.program) == ("small", "curl"))
    twice = dataclasses.replace(once, command=[*once.command, once.command[-1]])
    _, wrong = run(stub, twice, digest)
    if wrong != ["the server saw 2 messages in place of 1"]:
        sys.exit(f"bench: a mail that was sent twice was judged {wrong}. Mend check().")


def prove_the_verifying(stub, cases, digest):
    """Whoever hands a mail to a server with a certificate of nobody's would be fast for nothing."""
    def elsewhere(text):
        return text.replace(f":{stub.tls}/", f":{stub.stranger}/")

    for case in cases:
        if case.work == "small-tls":
            command = [elsewhere(each) for each in case.command]
            env = {name: elsewhere(value) for name, value in case.env.items()}
            _, wrong = run(stub, dataclasses.replace(case, command=command, env=env), digest)
            if "the server saw 0 messages in place of 1" not in wrong:
                sys.exit(f"bench: {case.program} does not verify certificates; see bench/peers.")


def check_queues(java_homes, runs):
    """What was accepted while it was measured stands in the outbox."""
    for major, java_home in java_homes.items():
        name = f"posthorn-{major}"
        env = CLEAN | {"JAVA_HOME": java_home, "POSTHORN_HOME": str(HOMES / name)}
        command = [BENCH / name / "bin/posthorn", "outbox", "list", "--limit", "100000"]
        said = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        listed = len(said.stdout.splitlines())
        if listed != runs:
            sys.exit(f"bench: {runs} messages were accepted, and the outbox lists {listed}.")


def play(stub, cases, digest, rounds, warm_up):
    """All rounds; returns the costs by work and program."""
    samples = {}
    for turn in range(-warm_up, rounds):
        print(f"== round {turn + 1} of {rounds}" if turn >= 0 else "== warming up", flush=True)
        for work in report.WORKS:
            those = [case for case in cases if case.work == work]
            first = turn % max(1, len(those))  # so that nobody always runs behind the same other
            for case in those[first:] + those[:first]:
                cost = measured(stub, case, digest)
                if turn >= 0:
                    samples.setdefault((case.work, case.program), []).append(cost)
    # The rounds began with different programs; the results keep the order of the cases.
    order = [(case.work, case.program) for case in cases]
    return dict(sorted(samples.items(), key=lambda sample: order.index(sample[0])))


def summary(samples):
    """Median, smallest and largest of each figure."""
    row = {}
    for figure in report.FIGURES:
        values = [each[figure] for each in samples]
        row[figure] = statistics.median(values)
        row[f"{figure}_min"], row[f"{figure}_max"] = min(values), max(values)
    return row | {"connections": max(each["connections"] for each in samples)}


def main():
    options = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--short", action="store_true", help="one round, fewer mails, no results")
    options.add_argument("--only", default="", metavar="REGEX", help="only these works, no results")
    given = options.parse_args()
    if given.rounds < 1:
        options.error("--rounds must be 1 or more")
    rounds, warm_up, bulk = (1, 0, 200) if given.short else (given.rounds, 1, 2000)

    shutil.rmtree(HOMES, ignore_errors=True)
    (BENCH / "home").mkdir(parents=True, exist_ok=True)
    ATTACHMENT.write_bytes(random.Random(5).randbytes(20 * MIB))
    digest = hashlib.sha256(ATTACHMENT.read_bytes()).hexdigest()
    java_homes = find_java_homes()
    stub = Stub()
    cases = all_cases(stub, java_homes, bulk)
    prove_the_check(stub, cases, digest)
    prove_the_verifying(stub, cases, digest)
    cases = [case for case in cases if re.search(given.only, case.work)]
    if not cases:
        options.error(f"--only: no work is called like that; there are {', '.join(report.WORKS)}")
    samples = play(stub, cases, digest, rounds, warm_up)
    stub.close()
    if any(case.work == "queue" for case in cases):
        check_queues(java_homes, warm_up + rounds)

    head = {"date": datetime.date.today().isoformat(), "machine": machine(java_homes),
            "rounds": rounds}
    rows = [head | {"work": work, "program": program} | summary(costs)
            for (work, program), costs in samples.items()]
    if not given.short:
        print(report.table(rows))
    print(f"All {len(rows)} did their work, each time.")
    if not given.short and not given.only:
        report.write(rows)


main()
