package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.testing.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals that end a real process which sends. */
class SignalIT {
  private static final String ANN = "ann@example.com";

  @TempDir Path home;
  private Played google;

  @BeforeEach
  void consent() throws Exception {
    google = Played.in(home);
    google.run("login", "--account", ANN, "--scopes", "send,compose");
  }

  @AfterEach
  void stop() {
    google.close();
  }

  @Test
  void whatIsOnItsWayMayHaveBeenSent() throws Exception {
    faulty("messages.send");
    Ended ended = ended("INT", this::messageIsThere, "--json");
    assertThat(ended.status()).as(ended.err()).isEqualTo(130);
    assertThat(ended.err())
        .isEqualTo(
            "posthorn: Stopped while the message was on its way: it may have been sent. Look into"
                + " the Sent folder of ann@example.com before you send it again.\n");
    assertThat(ended.out()).hasLineCount(1).contains("\"sent\":\"unknown\"", "\"interrupted\"");
  }

  @Test
  void aDraftMayBeLeft() throws Exception {
    faulty("drafts.send");
    Ended ended = ended("TERM", this::messageIsThere, "--delivery", "draft");
    assertThat(ended.status()).as(ended.err()).isEqualTo(143);
    assertThat(ended.err()).contains("may have been sent", "left in Drafts");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void anotherServersLogTellsWhatBecameOfIt() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> asked = CompletableFuture.supplyAsync(() -> accepted(silent));
      String server = "smtp://localhost:" + silent.getLocalPort();
      Ended ended = ended("INT", asked::isDone, "--no-login", "--smtp", server);
      asked.join().close();
      assertThat(ended.status()).as(ended.err()).isEqualTo(130);
      assertThat(ended.err())
          .endsWith(
              "Look into the log of localhost, or ask a recipient, before you send it again.\n");
    }
  }

  @Test
  void whileThePasswordIsWaitedForNothingIsSentAndItsProgramEndsToo() throws Exception {
    Path file = home.resolve("pid");
    String command = "sh -c 'sleep 600 & echo $! >" + file + ".new; mv " + file + ".new " + file;
    Ended ended =
        ended("INT", () -> Files.exists(file), "--password-command", command + "; wait'", "--json");
    assertThat(ended.status()).as(ended.err()).isEqualTo(130);
    assertThat(ended.err()).isEqualTo("posthorn: Stopped; surely not sent.\n");
    assertThat(ended.out()).hasLineCount(1).contains("\"sent\":\"no\"");
    long pid = Long.parseLong(Files.readString(file).strip());
    await(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  private static Socket accepted(ServerSocket listener) {
    try {
      return listener.accept();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void faulty(String call) {
    google.google.faults(FaultPlan.of(FaultRule.after(call, Fault.TIMEOUT)));
  }

  private boolean messageIsThere() {
    return google.google.messages().stream().anyMatch(mail -> mail.labelIds().contains("SENT"));
  }

  private Ended ended(String signal, BooleanSupplier moment, String... options) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of("send", "--to", "bob@example.com", "--subject", "s", "--text", "x"));
    words.addAll(List.of(options));
    Process process =
        Command.posthorn(words.toArray(String[]::new))
            .with("POSTHORN_HOME", home.toString())
            .with("POSTHORN_GMAIL_URL", google.google.root().toString())
            .start();
    try {
      await(moment);
      Command.of("kill", "-" + signal, String.valueOf(process.pid())).run();
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      return new Ended(
          process.exitValue(), text(process.getInputStream()), text(process.getErrorStream()));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String text(InputStream stream) throws Exception {
    return new String(stream.readAllBytes(), UTF_8);
  }

  private static void await(BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private record Ended(int status, String out, String err) {}
}
