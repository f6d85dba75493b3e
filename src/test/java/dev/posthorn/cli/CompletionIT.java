package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real bash offers at Tab, with the script that the launcher prints. */
class CompletionIT {
  private static final String AT_TAB =
      """
      compopt() { files=$*; } # Only readline can call bash's own.
      source ./script
      COMP_WORDS=(posthorn "$@")
      COMP_CWORD=$#
      $(complete -p posthorn | sed -E 's/.*-F ([^ ]+) .*/\\1/')
      printf '%s\\n' "${COMPREPLY[@]}" >words
      if [ "$files" = '-o default' ]; then echo FILES; else cat words; fi
      """;

  @TempDir Path folder;

  @BeforeEach
  void printTheScript() throws Exception {
    Result printed = Command.posthorn("completion", "bash").run();
    assertThat(printed.status()).as(printed.err()).isZero();
    Files.writeString(folder.resolve("script"), printed.out());
    Files.writeString(folder.resolve("at-tab"), AT_TAB);
  }

  private List<String> atTab(String... words) {
    String[] bash = new String[words.length + 2];
    bash[0] = "bash";
    bash[1] = "at-tab";
    System.arraycopy(words, 0, bash, 2, words.length);
    Result result = Command.of(bash).in(folder).run();
    assertThat(result.err()).isEmpty();
    return result.out().lines().map(String::strip).toList();
  }

  @Test
  void commandsOptionsAndTheirWordsAreOffered() {
    assertThat(atTab("se")).containsExactly("send", "sendmail");
    assertThat(atTab("outbox", "re")).containsExactly("retry", "resume");
    assertThat(atTab("send", "--sub")).containsExactly("--subject");
    assertThat(atTab("send", "--via", "")).containsExactly("auto", "api", "smtp");
    assertThat(atTab("archive", "--tr")).containsExactly("");
    assertThat(atTab("send", "--attach", "fi")).containsExactly("FILES");
    assertThat(atTab("send", "--subject", "fi")).containsExactly("");
    assertThat(atTab("send", "--reply-to-message", "fi")).containsExactly("");
  }
}
