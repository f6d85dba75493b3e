package dev.posthorn.smtp;

import java.time.Duration;

/**
 * How long silence is borne; no limit is on length.
 *
 * <p>Giving up before the final dot costs nothing, as the message is surely not sent. Giving up
 * after it leaves an outcome that nobody knows, so there the patience is the ten minutes that RFC
 * 5321 §4.5.3.2.6 asks for.
 *
 * @param connect until the connection stands
 * @param reply for each reply but the last, and for each step of the TLS handshake
 * @param write for a peer that takes no more bytes
 * @param dot for the reply to the final dot
 */
record TimeOuts(Duration connect, Duration reply, Duration write, Duration dot) {
  static TimeOuts usual() {
    return new TimeOuts(
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofMinutes(3),
        Duration.ofMinutes(10));
  }

  static int millis(Duration time) {
    return Math.toIntExact(time.toMillis());
  }
}
