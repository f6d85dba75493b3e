package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.auth.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command whose first line of output is the password.
 *
 * <p>It is given to no shell, but split into {@link CommandWords}. Its stderr is ours, so that it
 * can say what is wrong; its stdin is empty. The password, and the arguments, are never shown.
 */
final class PasswordCommand {
  private static final int LONGEST = 4096;
  private static final int INTERRUPTED = 128 + 2;

  private final List<String> words;
  private final String account;

  private PasswordCommand(List<String> words, String account) {
    this.words = words;
    this.account = account;
  }

  static PasswordCommand parse(String line) throws Stop {
    List<String> words;
    try {
      words = CommandWords.split(line);
    } catch (IllegalArgumentException e) {
      throw usage("has a quote that nothing ends", e);
    }
    if (words.isEmpty()) {
      throw usage("is empty", null);
    }
    return new PasswordCommand(words, "");
  }

  /** The same command, told whose password is wanted: {@code POSTHORN_ACCOUNT} is set for it. */
  PasswordCommand forAccount(String email) {
    return new PasswordCommand(words, email);
  }

  List<String> words() {
    return words;
  }

  /**
   * Runs it to its end.
   *
   * @param last ends it, too, when a signal comes
   */
  Secret read(LastWords last) throws Stop {
    ProcessBuilder builder =
        last.terminal().program(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    if (!account.isEmpty()) {
      builder.environment().put("POSTHORN_ACCOUNT", account);
    }
    try {
      Process process = last.start(builder);
      try {
        return password(process);
      } finally {
        process.destroy();
        last.childEnded();
      }
    } catch (IOException e) {
      // Not its message: that repeats the command line.
      throw failed("cannot be run: is there such a program?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stop(ExitCode.INTERRUPTED, "Stopped while waiting for the password.", "", e);
    }
  }

  private Secret password(Process process) throws IOException, InterruptedException, Stop {
    process.getOutputStream().close();
    byte[] output;
    try (InputStream out = process.getInputStream()) {
      output = out.readNBytes(LONGEST + 2); // With the end of the line.
      out.transferTo(OutputStream.nullOutputStream());
    }
    return password(process.waitFor(), output);
  }

  private Secret password(int status, byte[] output) throws Stop {
    if (status == INTERRUPTED) {
      // Ctrl-C reaches it as well as us, and it may be the faster one.
      throw new Stop(ExitCode.INTERRUPTED, "Stopped; surely not sent.", "");
    }
    if (status != 0) {
      throw failed("ended with exit status " + status + ".", null);
    }
    int end = 0;
    while (end < output.length && output[end] != '\n') {
      end++;
    }
    end -= end > 0 && output[end - 1] == '\r' ? 1 : 0;
    if (end == 0) {
      throw failed("printed nothing on its first line.", null);
    }
    if (end > LONGEST) {
      throw failed("printed more than " + LONGEST + " octets on its first line.", null);
    }
    return Secret.of(text(output, end));
  }

  /** Judged here: what is no password would be a login that fails, or a defect of a library's. */
  private String text(byte[] output, int end) throws Stop {
    for (int at = 0; at < end; at++) {
      if ((output[at] >= 0 && output[at] < ' ') || output[at] == 0x7f) {
        throw failed(
            "printed a control character on its first line, which no password holds.", null);
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(output, 0, end)).toString();
    } catch (CharacterCodingException e) {
      // Not as the cause: with -v that would be shown.
      throw failed("printed a first line that is not UTF-8.", null);
    }
  }

  private static Stop usage(String why, @Nullable Throwable cause) {
    String message = "--password-command " + why + ".";
    String remedy = "For instance: --password-command 'pass show gmail'";
    return cause == null
        ? new Stop(ExitCode.USAGE, message, remedy)
        : new Stop(ExitCode.USAGE, message, remedy, cause);
  }

  private Stop failed(String why, @Nullable Throwable cause) {
    String message = "The password command (" + words.get(0) + " …) " + why;
    String remedy = "Run it by hand: its first line of output must be the password.";
    return cause == null
        ? new Stop(ExitCode.CONFIGURATION, message, remedy)
        : new Stop(ExitCode.CONFIGURATION, message, remedy, cause);
  }
}
