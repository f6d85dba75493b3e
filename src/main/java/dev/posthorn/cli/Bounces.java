package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.outbox.OutboxEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each message that was refused, in plain text: appended to a file, or on the stdin of a
 * command. In a thread of its own, one after the other; closing waits for those that are left.
 */
final class Bounces implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Terminal terminal;
  private final @Nullable Path file;
  private final List<String> command;
  private final ExecutorService one;

  /**
   * Somebody to tell.
   *
   * @param file null for none
   * @param command its words; none for none
   */
  Bounces(Terminal terminal, @Nullable Path file, List<String> command) {
    this.terminal = terminal;
    this.file = file;
    this.command = List.copyOf(command);
    this.one =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "bounces");
              thread.setDaemon(true);
              return thread;
            });
  }

  void tell(OutboxEntry entry, ZoneId zone) {
    if (file == null && command.isEmpty()) {
      return;
    }
    String text = text(entry, zone);
    one.execute(() -> tell(entry.id(), text));
  }

  private void tell(String id, String text) {
    try {
      if (file != null) {
        append(file, text);
      }
      if (!command.isEmpty()) {
        run(text);
      }
    } catch (IOException e) {
      terminal.say("posthorn: the bounce of " + id + " could not be told" + Causes.why(e) + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In one write, so that several processes can share the file. */
  private static void append(Path file, String text) throws IOException {
    Set<StandardOpenOption> how =
        EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    try (FileChannel channel = FileChannel.open(file, how, privately(file))) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static FileAttribute<?>[] privately(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private void run(String text) throws IOException, InterruptedException {
    Process process =
        terminal
            .program(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      // It need not read all; its exit status says whether it is content.
    }
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!ended || process.exitValue() != 0) {
      process.destroy();
      String how = ended ? "exit status " + process.exitValue() : "no end within a minute";
      throw new IOException(command.get(0) + ": " + how);
    }
  }

  static String text(OutboxEntry entry, ZoneId zone) {
    return String.join(
        "\n",
        "The message " + entry.id() + " was not sent.",
        "",
        "From:       " + entry.account(),
        "To:         " + String.join(", ", entry.recipients()),
        "Subject:    " + Terminal.field(entry.subject()),
        "Accepted:   " + Entries.time(entry.acceptedAt(), zone),
        "Refused:    " + Entries.time(entry.changedAt(), zone),
        "",
        "Reason:     " + entry.why(),
        entry.remedy().isEmpty() ? "" : "Remedy:     " + entry.remedy(),
        "",
        "It is kept. To see it, and to send it again after an edit:",
        "  posthorn outbox show " + entry.id() + " --message > letter.eml",
        "  posthorn outbox retry " + entry.id() + " --eml letter.eml",
        "");
  }

  @Override
  public void close() {
    one.shutdown();
    try {
      if (!one.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        one.shutdownNow();
      }
    } catch (InterruptedException e) {
      one.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
