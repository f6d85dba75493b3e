package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The environment that a command and its programs have. */
class CallersLocaleTest {
  private static final Map<String, String> LAUNCHED = Map.of("LC_ALL", "C.UTF-8", "A", "b");

  @Test
  void whatTheLauncherSetForJavaIsAsTheCallerHadIt() {
    assertThat(Terminal.environment(LAUNCHED, "")).isEqualTo(Map.of("A", "b"));
    assertThat(Terminal.environment(LAUNCHED, "=")).isEqualTo(Map.of("A", "b", "LC_ALL", ""));
    assertThat(Terminal.environment(LAUNCHED, "=de_DE"))
        .isEqualTo(Map.of("A", "b", "LC_ALL", "de_DE"));
  }

  @Test
  void withoutTheLauncherNothingChanges() {
    assertThat(Terminal.environment(LAUNCHED, null)).isEqualTo(LAUNCHED);
  }
}
