package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.Played.Result;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a text is read, a byte order mark tells its encoding, and nothing of it is sent. */
class TextInputTest {
  private static final String BOB = "bob@example.com";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home);
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private static List<Charset> marked() {
    return List.of(UTF_8, UTF_16LE, UTF_16BE);
  }

  private String dryRun(byte[] stdin, String... body) {
    List<String> words =
        new java.util.ArrayList<>(List.of("send", "--to", BOB, "--subject", "s", "--dry-run"));
    words.addAll(List.of(body));
    Result result = posthorn.runWithInput(stdin, words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return result.out().substring(result.out().indexOf("\r\n\r\n"));
  }

  private String file(String name, String text, Charset charset) throws Exception {
    return Files.write(home.resolve(name), ("\uFEFF" + text).getBytes(charset)).toString();
  }

  @Test
  void textOnStdinAndInAFile() throws Exception {
    for (Charset charset : marked()) {
      byte[] stdin = "\uFEFFHello.\n".getBytes(charset);
      assertThat(dryRun(stdin)).isEqualTo("\r\n\r\nHello.\r\n");
      String file = file("a.txt", "Hello.\n", charset);
      assertThat(dryRun(new byte[0], "--text-file", file)).isEqualTo("\r\n\r\nHello.\r\n");
    }
  }

  @Test
  void htmlAndMarkdown() throws Exception {
    for (Charset charset : marked()) {
      String html = file("a.html", "<p>Hello.</p>", charset);
      assertThat(dryRun(new byte[0], "--html-file", html))
          .contains("\r\n\r\n<p>Hello.</p>")
          .doesNotContain("=EF=BB=BF", "\uFEFF", "77u/");
      String markdown = file("a.md", "# Hello\n", charset);
      assertThat(dryRun(new byte[0], "--markdown", markdown))
          .contains("<h1>Hello</h1>")
          .doesNotContain("=EF=BB=BF", "\uFEFF", "77u/");
    }
  }

  @Test
  void settings() throws Exception {
    for (Charset charset : marked()) {
      file("posthorn.properties", "json=true\n", charset);
      assertThat(posthorn.run("status").out()).startsWith("{");
    }
  }

  @Test
  void whatIsInAnotherEncodingIsNamedAndNothingIsSent() throws Exception {
    posthorn.login("ann@example.com");
    Path latin = Files.write(home.resolve("a.md"), new byte[] {'a', '\n', (byte) 0xFC});
    Result result = posthorn.run("send", "--to", BOB, "--markdown", latin.toString());
    assertThat(result.code()).isEqualTo(ExitCode.DATA);
    assertThat(result.err()).contains("a.md", "line 2 is not UTF-8", "windows-1252", "iconv");
    assertThat(posthorn.google.messages()).isEmpty();
    Files.write(home.resolve("posthorn.properties"), new byte[] {'a', '=', (byte) 0xFC});
    assertThat(posthorn.run("status").err()).contains("line 1 is not UTF-8");
  }
}
