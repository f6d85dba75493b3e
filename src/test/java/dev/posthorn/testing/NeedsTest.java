package dev.posthorn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

final class NeedsTest {
  @TempDir private Path folder;

  @Test
  void aProgramThatIsThereLetsTheTestGoOn() throws IOException {
    Path program = Files.createFile(folder.resolve("judge"));
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThatCode(
            () -> needs(Map.of("PATH", "/nowhere:" + folder)).require("TheTest", "judge", "-"))
        .doesNotThrowAnyException();
    assertThat(notRun()).doesNotExist();
  }

  @Test
  void aMissingProgramAbortsAndIsToldOnce() throws IOException {
    Needs needs = needs(Map.of("PATH", folder.toString()));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> needs.require("TheTest", "judge", "apt-get install judge"))
          .isInstanceOf(TestAbortedException.class);
    }
    assertThat(Files.readAllLines(notRun()))
        .containsExactly("NOT RUN: TheTest needs judge: apt-get install judge");
  }

  @Test
  void aMissingProgramFailsInCi() {
    assertThatThrownBy(
            () -> needs(Map.of("CI", "true")).require("TheTest", "judge", "apt-get install judge"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("judge");
  }

  @Test
  void theTestThatAsksIsFoundByItself() {
    assertThat(Needs.testClass()).isEqualTo(NeedsTest.class.getName());
  }

  private Needs needs(Map<String, String> environment) {
    return new Needs(environment, notRun());
  }

  private Path notRun() {
    return folder.resolve("not-run.txt");
  }
}
