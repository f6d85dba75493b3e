package dev.posthorn.cli;

import dev.posthorn.message.Attachment;
import dev.posthorn.message.Mail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that make up a letter. */
final class MailOptions {
  private static final String STDIN = "-";

  /** Bodies are held in memory; no longer one than Gmail takes as a whole message. */
  private static final int LARGEST_BODY = 36_700_160;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      description = "Recipients; repeat, or separate by commas. Display names are taken.")
  List<String> to = new ArrayList<>();

  @Option(names = "--cc", paramLabel = "ADDRESS", description = "Recipients of a copy.")
  List<String> cc = new ArrayList<>();

  @Option(names = "--bcc", paramLabel = "ADDRESS", description = "Recipients nobody else sees.")
  List<String> bcc = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "The author (default: the account). Gmail replaces one it has not verified.")
  @Nullable String from;

  @Option(names = "--reply-to", paramLabel = "ADDRESS", description = "Where answers should go.")
  List<String> replyTo = new ArrayList<>();

  @Option(names = "--subject", paramLabel = "TEXT", description = "The subject, any Unicode.")
  String subject = "";

  @Option(names = "--text", paramLabel = "TEXT", description = "The body as plain text.")
  @Nullable String text;

  @Option(names = "--text-file", paramLabel = "FILE", description = "The same from a UTF-8 file.")
  @Nullable String textFile;

  @Option(
      names = "--html",
      paramLabel = "HTML",
      description = "The body as HTML; without text, a text part is derived from it.")
  @Nullable String html;

  @Option(names = "--html-file", paramLabel = "FILE", description = "The same from a UTF-8 file.")
  @Nullable String htmlFile;

  @Option(
      names = "--attach",
      paramLabel = "FILE",
      description = "A file to attach; repeat for more; - is stdin.")
  List<String> attachments = new ArrayList<>();

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "One more header; repeat for more.")
  List<String> headers = new ArrayList<>();

  /** Reads bodies and files, and makes the letter. */
  Mail read(PosthornCommand posthorn) throws Stop, IOException {
    refuseContradictions();
    Mail.Builder mail = Mail.builder().subject(subject);
    to.forEach(mail::to);
    cc.forEach(mail::cc);
    bcc.forEach(mail::bcc);
    replyTo.forEach(mail::replyTo);
    if (from != null) {
      mail.from(from);
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw usage("--header needs 'Name: value', not '" + header + "'");
      }
      mail.header(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    addBodies(mail, posthorn);
    for (String file : attachments) {
      mail.attach(attachment(file, posthorn.terminal()));
    }
    return mail.build();
  }

  private void refuseContradictions() throws Stop {
    if (text != null && textFile != null) {
      throw usage("--text and --text-file exclude each other");
    }
    if (html != null && htmlFile != null) {
      throw usage("--html and --html-file exclude each other");
    }
    long readers =
        Stream.concat(Stream.of(textFile, htmlFile), attachments.stream())
            .filter(STDIN::equals)
            .count();
    if (readers + (bodyIsStdin() ? 1 : 0) > 1) {
      throw usage("stdin can be the body or one attachment, not both");
    }
  }

  private boolean bodyIsStdin() {
    return text == null && textFile == null && html == null && htmlFile == null;
  }

  private void addBodies(Mail.Builder mail, PosthornCommand posthorn) throws Stop {
    Terminal terminal = posthorn.terminal();
    if (bodyIsStdin()) {
      if (terminal.interactive()) {
        posthorn.say("posthorn: type the message; Ctrl-D on a line of its own ends it.");
      }
      mail.text(body(STDIN, terminal));
    }
    if (text != null) {
      mail.text(text);
    }
    if (textFile != null) {
      mail.text(body(textFile, terminal));
    }
    if (html != null) {
      mail.html(html);
    }
    if (htmlFile != null) {
      mail.html(body(htmlFile, terminal));
    }
  }

  private static String body(String file, Terminal terminal) throws Stop {
    String name = file.equals(STDIN) ? "stdin" : file;
    byte[] bytes;
    try (InputStream in = open(file, terminal)) {
      bytes = in.readNBytes(LARGEST_BODY + 1);
    } catch (IOException e) {
      throw new Stop(
          ExitCode.NO_INPUT, "Cannot read the body from " + name + Causes.why(e) + ".", "", e);
    }
    if (bytes.length > LARGEST_BODY) {
      throw new Stop(ExitCode.DATA, "The body in " + name + " is larger than Gmail takes.", "");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Stop(
          ExitCode.DATA,
          "The body in " + name + " is not UTF-8.",
          "Convert it first, for instance: iconv -f ISO-8859-1 -t UTF-8",
          e);
    }
  }

  private static Attachment attachment(String file, Terminal terminal) throws IOException {
    if (!file.equals(STDIN)) {
      return Attachment.of(Path.of(file));
    }
    // One byte beyond the limit is enough for the composer to refuse the message.
    byte[] bytes = terminal.in().readNBytes(LARGEST_BODY + 1);
    return Attachment.of("stdin", "application/octet-stream", bytes);
  }

  private static InputStream open(String file, Terminal terminal) throws IOException {
    if (!file.equals(STDIN)) {
      return Files.newInputStream(Path.of(file));
    }
    return terminal.in();
  }

  private static Stop usage(String what) {
    return new Stop(ExitCode.USAGE, what + ".", "Run: posthorn send --help");
  }
}
