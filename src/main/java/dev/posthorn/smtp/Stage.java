package dev.posthorn.smtp;

import java.util.Locale;
import java.util.Optional;

/** How far a connection got: the last step that was begun. */
enum Stage {
  /** Looking for the server, until a TCP connection stands. */
  CONNECT,
  /** TLS from the first byte, and the server's greeting. */
  GREETING,
  HELLO,
  STARTTLS,
  AUTH,
  MAIL,
  RCPT,
  /** From DATA to the last byte of the message; without the dot the server has no message. */
  DATA,
  /** The final dot was handed to the network; the server may have acted on it. */
  DOT;

  /** The step that a command begins; none for commands that are no step (RSET, NOOP, QUIT). */
  static Optional<Stage> of(String command) {
    String verb = command.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    return switch (verb) {
      case "EHLO", "HELO" -> Optional.of(HELLO);
      case "STARTTLS" -> Optional.of(STARTTLS);
      // The empty line is the answer to a challenge.
      case "AUTH", "" -> Optional.of(AUTH);
      case "MAIL" -> Optional.of(MAIL);
      case "RCPT" -> Optional.of(RCPT);
      case "DATA" -> Optional.of(DATA);
      case "." -> Optional.of(DOT);
      default -> Optional.empty();
    };
  }
}
