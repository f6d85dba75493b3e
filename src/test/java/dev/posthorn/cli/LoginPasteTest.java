package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.Played.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told who pastes something else than the address. */
class LoginPasteTest {
  @TempDir Path home;

  @Test
  void garbageIsAnsweredWithWhatWasExpectedAndThePromptAgain() throws Exception {
    try (Played posthorn = Played.in(home)) {
      Result result =
          posthorn.runWithInput("\u001b[31mhello\n", "login", "--no-browser", "--timeout", "3s");
      assertThat(result.code()).isEqualTo(ExitCode.TEMPORARY);
      assertThat(result.err())
          .containsPattern(
              "posthorn: That is not what was expected\\. Paste the whole address that the browser"
                  + " ends on; it begins with http://127\\.0\\.0\\.1:[0-9]+/callback\\?\n"
                  + "posthorn: paste it here, then Enter:\n")
          .contains("Google's page was not answered within 3 s. ")
          .doesNotContain("hello", "\u001b");
    }
  }
}
