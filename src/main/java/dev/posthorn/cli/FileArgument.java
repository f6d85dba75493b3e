package dev.posthorn.cli;

import dev.posthorn.message.Attachment;
import dev.posthorn.message.AttachmentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file as {@code --attach} and {@code --inline} name it: {@code FILE;type=image/png;name=a.png},
 * {@code -} for stdin.
 *
 * <p>Only {@code ;type=} and {@code ;name=} are special, so {@code a;b.txt} is a file of that name;
 * for a file whose real name holds one of these two, {@code ;;} in FILE stands for {@code ;}.
 *
 * @param file the file's name as the system knows it, or {@code -}
 * @param type the media type, or null to guess it by the name
 * @param name the name that the recipient sees, or null for the file's own
 */
record FileArgument(String file, @Nullable String type, @Nullable String name) {
  private static final String STDIN = "-";

  static FileArgument parse(String option, String text) throws Stop {
    StringBuilder file = new StringBuilder();
    int at = 0;
    for (; at < text.length() && !isParameter(text, at); at++) {
      file.append(text.charAt(at));
      if (text.startsWith(";;", at)) {
        at++;
      }
    }
    String type = null;
    String name = null;
    String parameters = at < text.length() ? text.substring(at + 1) : "";
    for (String parameter : parameters.split(";(?=type=|name=)", -1)) {
      String value = parameter.substring(parameter.indexOf('=') + 1);
      boolean again = parameter.startsWith("type=") ? type != null : name != null;
      if (!parameters.isEmpty() && (value.isEmpty() || again)) {
        throw wrong(option, text);
      }
      type = parameter.startsWith("type=") ? value : type;
      name = parameter.startsWith("name=") ? value : name;
    }
    if (file.isEmpty()) {
      throw wrong(option, text);
    }
    return new FileArgument(file.toString(), type, name);
  }

  private static boolean isParameter(String text, int at) {
    return text.startsWith(";type=", at) || text.startsWith(";name=", at);
  }

  private static Stop wrong(String option, String text) {
    return new Stop(
        ExitCode.USAGE,
        option + " needs FILE, FILE;type=… or FILE;name=…, not '" + text + "'.",
        "Run: posthorn send --help");
  }

  boolean isStdin() {
    return file.equals(STDIN);
  }

  /** Looks at the file, or reads stdin to its end. */
  Attachment open(Terminal terminal) throws Stop, AttachmentException {
    Attachment attachment = isStdin() ? spool(terminal.in()) : Attachment.of(Path.of(file));
    if (name != null) {
      attachment = attachment.withName(name);
    }
    return Optional.ofNullable(type).map(attachment::withType).orElse(attachment);
  }

  private static Attachment spool(InputStream stdin) throws Stop {
    try {
      return Attachment.of("stdin", "application/octet-stream", stdin);
    } catch (IOException e) {
      throw new Stop(
          ExitCode.NO_INPUT, "Cannot read the attachment from stdin" + Causes.why(e) + ".", "", e);
    }
  }
}
