package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserTest {
  private static final URI PAGE = URI.create("https://accounts.example/auth?a=1&b=%20;rm");

  @Test
  void theVariableIsSplitAtBlanksAndTheAddressIsAppended() {
    assertThat(Browser.command(Map.of("BROWSER", " firefox  --new-window "), "Linux", PAGE))
        .containsExactly("firefox", "--new-window", PAGE.toString());
  }

  @Test
  void percentSStandsForTheAddress() {
    assertThat(Browser.command(Map.of("BROWSER", "open-url --url=%s now"), "Linux", PAGE))
        .containsExactly("open-url", "--url=" + PAGE, "now");
  }

  @Test
  void shellSyntaxIsOnlyWords() {
    assertThat(Browser.command(Map.of("BROWSER", "a; touch /tmp/x $(id)"), "Linux", PAGE))
        .containsExactly("a;", "touch", "/tmp/x", "$(id)", PAGE.toString());
  }

  @Test
  void withoutTheVariableTheDesktopOpensIt() {
    assertThat(Browser.command(Map.of("DISPLAY", ":0"), "Linux", PAGE))
        .containsExactly("xdg-open", PAGE.toString());
    assertThat(Browser.command(Map.of(), "Mac OS X", PAGE))
        .containsExactly("open", PAGE.toString());
    assertThat(Browser.command(Map.of(), "Windows 11", PAGE)).contains(PAGE.toString());
  }

  @Test
  void withoutADesktopNothingIsStarted() {
    assertThat(Browser.command(Map.of(), "Linux", PAGE)).isEmpty();
    assertThat(Browser.of(terminal(Map.of())).open(PAGE)).isFalse();
  }

  @Test
  void aBrowserThatDoesNotExistIsNoError() {
    assertThat(Browser.of(terminal(Map.of("BROWSER", "/no/such/browser"))).open(PAGE)).isFalse();
  }

  private static Terminal terminal(Map<String, String> environment) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new Terminal(InputStream.nullInputStream(), nowhere, nowhere, environment, false, false);
  }
}
