package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Ledgers.Ledger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Another process that accepts: a child that is killed, raced with, or short of something. */
final class Accepting implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Accepting(Process process) {
    this.process = process;
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * Starts a child.
   *
   * @param shell what a shell does first, such as setting a limit
   * @param heap its memory
   * @param job what {@link #main} knows
   */
  static Accepting start(String shell, String heap, Ledger ledger, String... job)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                shell + " exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Accepting.class.getName()));
    words.addAll(ledger.arguments());
    words.addAll(List.of(job));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return new Accepting(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next line that it prints; null at its end. */
  String line() throws IOException {
    return out.readLine();
  }

  /** Kills it as kill -9 does, and reads what it had still said. */
  List<String> kill() throws InterruptedException {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipe as well.
    List<String> last = out.lines().toList();
    process.waitFor();
    return last;
  }

  /** All that it says, to its end. */
  List<String> lines() throws InterruptedException {
    List<String> all = out.lines().toList();
    process.waitFor();
    return all;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The message of a number: some are small, some have several parts. */
  static WireMessage letter(int number) {
    return Letters.ofStoredSize(500 + number % 7 * 150_000);
  }

  /** The child: {@code many}, {@code keys}, or {@code file PATH}. */
  public static void main(String[] words) throws Exception {
    String[] job = Arrays.copyOfRange(words, 3, words.length);
    try (Outbox outbox = Ledger.of(words).open()) {
      switch (job[0]) {
        case "many" -> many(outbox);
        case "keys" -> keys(outbox);
        default -> file(outbox, Path.of(job[1]));
      }
    } catch (OutboxException e) {
      System.out.println(e.kind() + " " + e.getMessage());
    }
  }

  private static void many(Outbox outbox) throws Exception {
    for (int number = 0; ; number++) {
      String id = outbox.accept(Submission.of(ANN, letter(number)).build()).id();
      System.out.println(number + " " + id);
    }
  }

  private static void keys(Outbox outbox) throws Exception {
    for (int number = 0; number < 100; number++) {
      Acceptance acceptance = outbox.accept(Letters.keyed("k" + number, Letters.text("same")));
      System.out.println(acceptance.id() + " " + acceptance.repeated());
    }
  }

  private static void file(Outbox outbox, Path file) throws Exception {
    WireMessage message = WholeMessage.of(file).toWire();
    String id = outbox.accept(Submission.of(ANN, message).build()).id();
    try (var back = Files.newOutputStream(file.resolveSibling("back.eml"))) {
      outbox.message(id).writeTo(back);
    }
    System.out.println(id);
  }
}
