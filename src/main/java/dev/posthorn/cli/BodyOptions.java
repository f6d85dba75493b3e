package dev.posthorn.cli;

import dev.posthorn.message.MailBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that give a letter its text. */
final class BodyOptions {
  static final String STDIN = "-";

  /** Bodies are held in memory; no longer one than Gmail takes as a whole message. */
  static final int LARGEST = 36_700_160;

  @Option(names = "--text", paramLabel = "TEXT", description = "The body as plain text.")
  @Nullable String text;

  @Option(names = "--text-file", paramLabel = "FILE", description = "The same from a file.")
  @Nullable String textFile;

  @Option(
      names = "--html",
      paramLabel = "HTML",
      description = "The body as HTML; without text, a text part is derived from it.")
  @Nullable String html;

  @Option(names = "--html-file", paramLabel = "FILE", description = "The same from a file.")
  @Nullable String htmlFile;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description =
          "The body in Markdown (CommonMark): sent as HTML, with the source as the text part; - is"
              + " stdin.")
  @Nullable String markdown;

  /** Whether there is nothing to read in what was given; known once it was added. */
  private boolean blank = true;

  /** Whether there is nothing to read in it. */
  boolean isBlank() {
    return blank;
  }

  /** The files among them that are stdin, which is also what no option at all means. */
  long countStdin() {
    return isStdin()
        ? 1
        : Collections.frequency(Arrays.asList(textFile, htmlFile, markdown), STDIN);
  }

  private boolean isStdin() {
    return markdown == null && hasNoTextOrHtml();
  }

  private boolean hasNoTextOrHtml() {
    return text == null && textFile == null && html == null && htmlFile == null;
  }

  void refuseContradictions() throws Stop {
    if (text != null && textFile != null) {
      throw MailOptions.usage("--text and --text-file exclude each other");
    }
    if (html != null && htmlFile != null) {
      throw MailOptions.usage("--html and --html-file exclude each other");
    }
    if (markdown != null && !hasNoTextOrHtml()) {
      throw MailOptions.usage(
          "--markdown is the text and the HTML: it excludes the options of both");
    }
  }

  void addTo(MailBuilder mail, PosthornCommand posthorn) throws Stop {
    Terminal terminal = posthorn.terminal();
    if (isStdin()) {
      if (terminal.interactive()) {
        posthorn.say("posthorn: type the message; Ctrl-D on a line of its own ends it.");
      }
      mail.text(seen(body(STDIN, terminal)));
    }
    if (text != null) {
      mail.text(seen(text));
    }
    if (textFile != null) {
      mail.text(seen(body(textFile, terminal)));
    }
    if (html != null) {
      mail.html(seen(html));
    }
    if (htmlFile != null) {
      mail.html(seen(body(htmlFile, terminal)));
    }
    if (markdown != null) {
      mail.markdown(seen(body(markdown, terminal)));
    }
  }

  private String seen(String given) {
    blank &= given.isBlank();
    return given;
  }

  private static String body(String file, Terminal terminal) throws Stop {
    String name = file.equals(STDIN) ? "stdin" : file;
    byte[] bytes;
    try (InputStream in = open(file, terminal)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new Stop(
          ExitCode.NO_INPUT, "Cannot read the body from " + name + Causes.why(e) + ".", "", e);
    }
    if (bytes.length > LARGEST) {
      throw new Stop(ExitCode.DATA, "The body in " + name + " is larger than Gmail takes.", "");
    }
    return TextFile.decode(bytes, "The body in " + name);
  }

  private static InputStream open(String file, Terminal terminal) throws IOException {
    return file.equals(STDIN) ? terminal.in() : Files.newInputStream(Path.of(file));
  }
}
