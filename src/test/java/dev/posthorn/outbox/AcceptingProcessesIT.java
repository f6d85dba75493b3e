package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.Ledgers.Ledger;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Real processes accept: killed in the middle, at the same time, with little memory or room. */
@ParameterizedClass
@EnumSource
final class AcceptingProcessesIT {
  private static final int LINES = 390_000;

  @TempDir Path folder;
  @Parameter Ledgers kind;
  private Ledger ledger;

  @BeforeEach
  void empty() throws Exception {
    ledger = kind.empty(folder);
  }

  @Test
  void whatWasPrintedBeforeAKillIsThereWholeAndNothingIsThereInParts() throws Exception {
    Random random = new Random(4);
    List<String> printed = new ArrayList<>();
    for (int kills = 0; kills < 8; kills++) {
      try (Accepting child = Accepting.start("", "64m", ledger, "many")) {
        int more = 1 + random.nextInt(40);
        for (int i = 0; i < more; i++) {
          printed.add(child.line());
        }
        printed.addAll(child.kill());
      }
    }
    try (Outbox outbox = ledger.open()) {
      for (String line : printed) {
        int number = Integer.parseInt(line.split(" ", -1)[0]);
        String id = line.split(" ", -1)[1];
        assertThat(bytes(outbox.message(id)))
            .as(line)
            .isEqualTo(bytes(Accepting.letter(number).withHeader("X-Posthorn-Id", id)));
      }
    }
    assertAllAreWhole();
    assertThat(Integer.parseInt(ledger.ask("SELECT COUNT(*) FROM posthorn_entry")))
        .isBetween(printed.size(), printed.size() + 8); // One of each may not have been printed.
  }

  private void assertAllAreWhole() throws Exception {
    assertThat(
            ledger.ask(
                "SELECT COUNT(*) FROM posthorn_entry e WHERE size <>"
                    + " (SELECT COALESCE(SUM(LENGTH(bytes)), 0) FROM posthorn_part"
                    + " WHERE entry = e.seq)"))
        .isEqualTo("0");
    assertThat(
            ledger.ask(
                "SELECT COUNT(*) FROM posthorn_part"
                    + " WHERE entry NOT IN (SELECT seq FROM posthorn_entry)"))
        .isEqualTo("0");
  }

  @Test
  void twoProcessesWithTheSameKeysAcceptOnce() throws Exception {
    try (Accepting one = Accepting.start("", "64m", ledger, "keys");
        Accepting other = Accepting.start("", "64m", ledger, "keys")) {
      List<String> first = one.lines();
      List<String> second = other.lines();
      assertThat(first).hasSize(100);
      for (int i = 0; i < 100; i++) {
        assertThat(first.get(i).split(" ", -1)[0]).isEqualTo(second.get(i).split(" ", -1)[0]);
        assertThat(List.of(first.get(i).split(" ", -1)[1], second.get(i).split(" ", -1)[1]))
            .containsExactlyInAnyOrder("true", "false");
      }
    }
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_entry")).isEqualTo("100");
    assertAllAreWhole();
  }

  @Test
  void thirtyMegabytesComeBackThroughTwentyFourMegabytesOfMemory() throws Exception {
    Path file = folder.resolve("big.eml");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(Letters.text("big").getBytes(US_ASCII));
      Random random = new Random(7);
      for (int i = 0; i < LINES; i++) {
        out.write((random.nextLong() + "a".repeat(60) + "\r\n").getBytes(US_ASCII));
      }
    }
    try (Accepting child = Accepting.start("", "24m", ledger, "file", file.toString())) {
      String id = child.line();
      assertThat(id).matches("[0-9a-f]{16}");
      assertThat(child.lines()).isEmpty();
      String head = Letters.text("big").stripTrailing() + "\r\nX-Posthorn-Id: " + id + "\r\n\r\n";
      Path expected = folder.resolve("expected.eml");
      try (OutputStream out = Files.newOutputStream(expected)) {
        out.write(head.getBytes(US_ASCII));
        try (var given = Files.newInputStream(file)) {
          given.skipNBytes(Letters.text("big").length());
          given.transferTo(out);
        }
      }
      assertThat(folder.resolve("back.eml")).hasSameBinaryContentAs(expected);
    }
  }

  @Test
  void aFileThatMayNotGrowFurtherIsFullAndKeepsWhatItHas() throws Exception {
    if (!ledger.isFile()) {
      return; // A server's room is not this process's.
    }
    try (Accepting child = Accepting.start("ulimit -f 4096;", "64m", ledger, "many")) {
      List<String> lines = child.lines();
      String last = lines.get(lines.size() - 1);
      assertThat(last).startsWith("FULL ").contains("outbox.db");
      assertThat(lines).hasSizeGreaterThan(3);
      assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_entry"))
          .isEqualTo(Integer.toString(lines.size() - 1));
    }
    assertAllAreWhole();
    try (Outbox outbox = ledger.open()) {
      Letters.accept(outbox, "with room");
    }
  }
}
