package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherSessionListener;
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
  void ofSeveralProcessesTheFirstThatMissedItTellsAtItsEnd() throws IOException {
    Needs first = needs(Map.of("PATH", folder.toString()));
    Needs second = needs(Map.of("PATH", folder.toString()));

    for (Needs needs : List.of(first, second)) {
      assertThatThrownBy(() -> needs.require("TheTest", "judge", "apt-get install judge"))
          .isInstanceOf(TestAbortedException.class);
    }

    assertThat(told(first)).isEqualTo("NOT RUN: TheTest needs judge: apt-get install judge\n");
    assertThat(told(second)).isEmpty();
  }

  @Test
  void junitKnowsWhoTells() {
    assertThat(ServiceLoader.load(LauncherSessionListener.class))
        .hasAtLeastOneElementOfType(NotRun.class);
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

  private static String told(Needs needs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    needs.tell(new PrintStream(out, true, UTF_8));
    return out.toString(UTF_8);
  }

  private Path notRun() {
    return folder.resolve("not-run.txt");
  }
}
