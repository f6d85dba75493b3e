package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments that Java could not read; {@link LocaleIT} has real ones. */
class Utf8ArgumentsTest {
  private static final String[] READ = {"send", "Gr\uFFFD\uFFFDe"};

  @TempDir Path folder;

  private Path record(String octets) throws Exception {
    return Files.write(folder.resolve("cmdline"), octets.getBytes(ISO_8859_1));
  }

  private static void refused(Path record, String encoding, ExitCode code, String words) {
    assertThatThrownBy(() -> Utf8Arguments.check(READ, 1, encoding, record))
        .isInstanceOfSatisfying(
            Stop.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.remedy()).isNotEmpty();
            })
        .hasMessageContaining(words);
  }

  @Test
  void whatTheKernelHasOtherwiseIsRefused() throws Exception {
    refused(record("java\0-cp\0x\0send\0Gr\374\337e\0"), "UTF-8", ExitCode.USAGE, "not UTF-8");
    refused(folder.resolve("none"), "UTF-8", ExitCode.USAGE, "not UTF-8");
    refused(record("send\0"), "UTF-8", ExitCode.USAGE, "not UTF-8");
  }

  @Test
  void whatWasGivenWithThatCharacterIsTaken() throws Exception {
    Path record = record("java\0send\0Gr\357\277\275\357\277\275e\0");
    assertThatCode(() -> Utf8Arguments.check(READ, 1, "UTF-8", record)).doesNotThrowAnyException();
  }

  /** A system without C.UTF-8, where no argument beyond ASCII can be read. */
  @Test
  void aJavaThatReadsNoUtf8IsTheFaultOfTheLocale() throws Exception {
    Path record = record("java\0send\0Gr\303\274\303\237e\0");
    refused(record, "ANSI_X3.4-1968", ExitCode.CONFIGURATION, "ANSI_X3.4-1968");
  }

  @Test
  void anyOtherArgumentIsNotLookedAt() {
    assertThatCode(() -> Utf8Arguments.check(new String[] {"send", "Grüße", ""}))
        .doesNotThrowAnyException();
  }
}
