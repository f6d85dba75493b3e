package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The table of options in docs/sendmail.md is what the command does, and is whole. */
class SendmailTableTest {
  private static final Path DOCUMENT = Path.of("docs/sendmail.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** What the manual of each program lists, gathered by hand. */
  private static final Map<String, String> MANUALS =
      Map.of(
          "sendmail",
          """
          -Am -Ac -B -ba -bC -bd -bD -bh -bH -bi -bm -bp -bP -bs -bt -bv -C -D -d -F -f -G -h -i -L
          -Mx -N -n -O -ox -p -q -qp -qf -qG -qI -qQ -qR -qS -Q -R -r -t -U -V -v -X --
          """,
          "Postfix",
          """
          -Am -Ac -B -bd -bh -bH -bi -bl -bm -bp -bs -bv -C -F -f -G -h -I -i -L -m -N -n -oA -O -o7
          -o8 -oi -om -ox -r -R -q -qI -qR -qS -t -U -V -XV -v -X --
          """,
          "Exim",
          """
          -- --help --version -Ac -Am -B -bd -bdf -be -bem -bF -bf -bfd -bfl -bfp -bfs -bh -bhc -bi
          -bI:help -bI:dscp -bI:sieve -bm -bmalware -bnq -bP -bp -bpa -bpc -bpr -bpra -bpru -bpu
          -brt -brw -bS -bs -bt -bV -bv -bvs -bw -C -D -d -dd -dropcr -E -ex -F -f -G -h -i -L -M
          -Mar -MC -MCA -MCD -MCd -MCG -MCK -MCL -MCP -MCp -MCQ -MCq -MCS -MCT -MCr -MCt -Mc -Mes
          -Mf -Mg -MG -Mmad -Mmd -Mrm -Mset -Mt -Mvb -Mvc -Mvh -Mvl -m -N -n -O -oA -oB -odb -odf
          -odi -odq -odqs -oee -oem -oep -oeq -oew -oi -oitrue -oMa -oMaa -oMai -oMas -oMi -oMm
          -oMr -oMs -oMt -om -oo -oP -oPX -or -os -ov -oX -oY -pd -ps -p -q -qq -qi -qf -qff -ql
          -qG -qR -qS -R -r -S -Tqt -t -ti -tls-on-connect -U -v -x -X -z
          """,
          "msmtp",
          """
          --version --help -P --pretend -v -d --debug --configure -S --serverinfo --rmqs -C --file
          -a --account --host --port --source-ip --proxy-host --proxy-port --socket --timeout
          --protocol --domain --auth --user --passwordeval --tls --tls-starttls --tls-trust-file
          --tls-crl-file --tls-fingerprint --tls-key-file --tls-cert-file --tls-certcheck
          --tls-priorities --tls-host-override --tls-min-dh-prime-bits -f --from -N --dsn-notify -R
          --dsn-return --set-from-header --set-date-header --set-msgid-header --remove-bcc-headers
          --undisclosed-recipients -X --logfile --logfile-time-format --syslog -t --read-recipients
          --read-envelope-from --aliases -F --auto-from --maildomain -- -B -bm -G -h -i -L -m -n -O
          -ox
          """);

  /** What an example of an ignored option may say besides. */
  private static final Pattern OF_OTHERS = Pattern.compile("-t|-i|-f=.*|-F=.*");

  /**
   * A line of the table.
   *
   * @param options as the first column lists them
   */
  record Row(List<String> options, String programs, String here, String example) {
    static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      Matcher example = CODE.matcher(cells[5]);
      assertThat(example.find()).as(line).isTrue();
      return new Row(codes(cells[1]), cells[2], cells[3].strip(), example.group(1));
    }

    @Override
    public String toString() {
      return here + ": " + example;
    }
  }

  private static List<String> codes(String cell) {
    List<String> codes = new ArrayList<>();
    Matcher code = CODE.matcher(cell);
    while (code.find()) {
      codes.add(code.group(1));
    }
    return codes;
  }

  private static Stream<Row> rows() throws IOException {
    String text = Files.readString(DOCUMENT);
    List<Row> rows =
        text.substring(text.indexOf("<!-- Read by a test"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(Row::of)
            .toList();
    assertThat(rows).hasSizeGreaterThan(50);
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachExampleDoesWhatTheTableSays(Row row) throws Exception {
    List<String> words = List.of(row.example().split(" "));
    assertThat(words.get(0)).isEqualTo("sendmail");
    List<String> given = words.subList(1, words.size());
    assertThat(given).as("says the option").anyMatch(word -> isSaid(row.options(), word));
    switch (row.here()) {
      case "taken" -> assertTaken(given);
      case "ignored" -> assertIgnored(given);
      case "refused" -> assertRefused(given);
      default -> throw new AssertionError(row.here());
    }
  }

  /** Whether a word of an example begins with one of the options of its row. */
  private static boolean isSaid(List<String> options, String word) {
    return options.stream()
        .map(option -> option.split(" ", -1)[0].replaceFirst("^-(M|o|e)x$", "-$1"))
        .anyMatch(word::startsWith);
  }

  private static void assertTaken(List<String> given) throws Exception {
    List<String> read = canonical(given);
    int end = read.indexOf("--");
    boolean endedOptions = read.get(read.size() - 1).startsWith("-");
    assertThat(end > 0 || endedOptions).as("%s", read).isTrue();
    // And the command itself understands what became of it.
    List<String> line = new ArrayList<>(List.of("sendmail"));
    line.addAll(read);
    ParseResult parsed =
        parser().parseArgs(OptionWords.joined(line.toArray(String[]::new), parser()));
    assertThat(parsed.subcommand().matchedOptions()).hasSize(end);
  }

  private static void assertIgnored(List<String> given) throws Exception {
    List<String> read = canonical(given);
    int end = read.indexOf("--");
    assertThat(read.subList(0, end)).allMatch(word -> OF_OTHERS.matcher(word).matches());
    boolean inHead = given.contains("-t");
    List<String> root =
        given.get(given.size() - 1).equals("root") && !inHead ? List.of("root") : List.of();
    assertThat(read.subList(end + 1, read.size())).isEqualTo(root);
    assertThat(inHead || !root.isEmpty()).as("somebody gets it").isTrue();
  }

  private static void assertRefused(List<String> given) {
    assertThatThrownBy(() -> canonical(given))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageStartingWith("sendmail -")
        .hasMessageContaining(" is not possible: ");
  }

  /** A row that is forgotten, or a program that is not named in it. */
  @Test
  void everyOptionOfTheFourManualsHasItsRow() throws Exception {
    Map<String, Set<String>> missing = new HashMap<>();
    List<Row> rows = rows().toList();
    MANUALS.forEach(
        (program, options) -> {
          for (String option : options.strip().split("\\s+", -1)) {
            boolean isThere =
                rows.stream()
                    .anyMatch(
                        row -> row.options().contains(option) && row.programs().contains(program));
            if (!isThere) {
              missing.computeIfAbsent(program, name -> new TreeSet<>()).add(option);
            }
          }
        });
    assertThat(missing).isEmpty();
  }

  /** None of them is one that the command has never heard of. */
  @Test
  void noOptionOfTheTableIsUnknown() throws Exception {
    for (Row row : rows().toList()) {
      for (String option : row.options()) {
        List<String> given = new ArrayList<>(List.of(option.split(" ")));
        given.add("never");
        given.add("ann@example.com");
        try {
          canonical(given);
        } catch (Stop e) {
          assertThat(e.getMessage()).as(option).doesNotContain("knows no");
        }
      }
    }
  }

  private static List<String> canonical(List<String> words) throws Stop {
    return SendmailArguments.canonical(
        words, parser().getSubcommands().get("sendmail").getCommandSpec());
  }

  private static CommandLine parser() {
    return SendmailArgumentsTest.parser();
  }
}
