package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.cli.probe.ProbeId;
import dev.posthorn.cli.probe.SendingLog;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file {@code probe-ID.json} in the home: what Gmail answered while the messages of a probe were
 * sent, for a later run that only reads. It holds no address and no secret.
 *
 * @param file where it is
 */
record ProbeLog(Path file) {
  static ProbeLog of(Path home, ProbeId id) {
    return new ProbeLog(home.resolve("probe-" + id.text() + ".json"));
  }

  void write(SendingLog log) throws IOException {
    Files.writeString(file, log.toJson() + "\n", UTF_8);
  }

  /** What was written; nothing known where it was sent elsewhere, or the file is damaged. */
  SendingLog read() throws IOException {
    try {
      return SendingLog.parse(Files.readString(file, UTF_8)).orElse(SendingLog.empty());
    } catch (NoSuchFileException | CharacterCodingException e) {
      return SendingLog.empty();
    }
  }

  void forget() throws IOException {
    Files.deleteIfExists(file);
  }
}
