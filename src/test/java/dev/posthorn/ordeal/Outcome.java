package dev.posthorn.ordeal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * How an ordeal ended.
 *
 * @param kills of workers that were seen working
 * @param moreKills of workers that had just been started
 * @param restarts of the database's server
 * @param faults that the sandbox played
 * @param destroyed sessions that it may have destroyed, at most
 * @param asked how often a session was asked what it has, after a kill or a fault
 * @param taken from the first message to the last worker's end
 */
record Outcome(
    int kills,
    int moreKills,
    int restarts,
    long faults,
    long destroyed,
    long asked,
    Duration taken) {
  private static final String COLUMNS =
      "date,jdk,processors,store,workers,messages,kills of working workers,more kills,"
          + "restarts of the database,faults played,sessions destroyed at most,sessions asked,seconds,"
          + "delivered,lost,twice,unknown,seed\n";

  /** Appends a line to a file of CSV, below the names of the columns. */
  void append(Path csv, Settings settings, Reckoning reckoning) throws IOException {
    if (!Files.exists(csv)) {
      Files.writeString(csv, COLUMNS, UTF_8, CREATE);
    }
    List<Object> row =
        List.of(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.version().feature(),
            Runtime.getRuntime().availableProcessors(),
            settings.store().name().toLowerCase(Locale.ROOT),
            settings.workers(),
            settings.messages(),
            kills,
            moreKills,
            restarts,
            faults,
            destroyed,
            asked,
            taken.toSeconds(),
            reckoning.delivered().size(),
            reckoning.lost().size(),
            reckoning.twice().size(),
            reckoning.unknown().size(),
            settings.seed());
    Files.writeString(
        csv, String.join(",", row.stream().map(String::valueOf).toList()) + "\n", UTF_8, APPEND);
  }
}
