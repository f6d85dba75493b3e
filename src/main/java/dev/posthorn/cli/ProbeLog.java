package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.cli.probe.ProbeId;
import dev.posthorn.cli.probe.SendingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The file {@code probe-ID.json} in the home: what Gmail answered while the messages of a probe
 * were sent, for a later run that only reads. It holds no address and no secret.
 *
 * @param file where it is
 */
record ProbeLog(Path file) {
  static ProbeLog of(Path home, ProbeId id) {
    return new ProbeLog(home.resolve("probe-" + id.text() + ".json"));
  }

  /**
   * Writes it.
   *
   * @param told is told why it cannot be written, which is no reason to end a probe
   */
  void write(SendingLog log, Consumer<String> told) {
    try {
      Files.writeString(file, log.toJson() + "\n", UTF_8);
    } catch (IOException e) {
      told.accept(
          "posthorn: what Gmail answered cannot be kept in "
              + file
              + " ("
              + e.getMessage()
              + "); a later run with --id cannot tell two of the facts.");
    }
  }

  /** What was written; nothing is known where it was sent elsewhere, or the file is unreadable. */
  SendingLog read() {
    try {
      return SendingLog.parse(Files.readString(file, UTF_8)).orElse(SendingLog.empty());
    } catch (IOException e) {
      return SendingLog.empty(); // The findings say what only the run that sent could tell.
    }
  }
}
