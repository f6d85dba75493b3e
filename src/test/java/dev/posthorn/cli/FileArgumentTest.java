package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PipedInputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code FILE;type=…;name=…}. */
class FileArgumentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          report.pdf                              | report.pdf | |
          a.bin;type=image/png                    | a.bin      | image/png |
          a.bin;name=Ä b.png                      | a.bin      | | Ä b.png
          a.bin;type=image/png;name=b.png         | a.bin      | image/png | b.png
          a.bin;name=b.png;type=image/png         | a.bin      | image/png | b.png
          -;name=dump.gz                          | -          | | dump.gz
          a;b.txt                                 | a;b.txt    | |
          a;typo=x                                | a;typo=x   | |
          a;b.txt;name=c;d.txt                    | a;b.txt    | | c;d.txt
          x;;type=y                               | x;type=y   | |
          x;;name=y;name=z                        | x;name=y   | | z
          x;;;;y                                  | x;;y       | |
          c;type=text/calendar; method=REQUEST    | c          | text/calendar; method=REQUEST |
          """)
  void isAFileAndWhatTheRecipientSees(String text, String file, String type, String name)
      throws Exception {
    assertThat(FileArgument.parse("--attach", text)).isEqualTo(new FileArgument(file, type, name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";type=a/b", "x;type=", "x;name=", "x;type=a/b;type=c/d"})
  void anEmptyOrDoubledPartIsAUsageError(String text) {
    assertThatThrownBy(() -> FileArgument.parse("--attach", text))
        .isInstanceOfSatisfying(Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
  }

  @Test
  void aStandardInputThatBreaksIsNoDefect() throws Exception {
    Terminal terminal =
        new Terminal(new PipedInputStream(), System.out, System.err, Map.of(), false, false);
    FileArgument argument = FileArgument.parse("--attach", "-");
    assertThatThrownBy(() -> argument.open(terminal))
        .isInstanceOfSatisfying(Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.NO_INPUT))
        .hasMessageContaining("stdin")
        .hasMessageContaining("Pipe not connected");
  }

  @Test
  void onlyAHyphenAloneIsStandardInput() throws Exception {
    assertThat(FileArgument.parse("--attach", "-").isStdin()).isTrue();
    assertThat(FileArgument.parse("--attach", "-;type=a/b").isStdin()).isTrue();
    assertThat(FileArgument.parse("--attach", "./-").isStdin()).isFalse();
  }
}
