package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.cli.ContentWayTest.Letter;
import dev.posthorn.cli.Played.Result;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which way a message leaves the outbox, by what it is. */
class OutboxRouteTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";
  private static final String LOGIN =
      "posthorn login --account ann@example.com --scopes send,labels,smtp";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home, Sandbox.asGmail().smtp(true).accounts(List.of(ANN, BOB)));
    Path ca = Files.writeString(home.resolve("ca.pem"), posthorn.google.caPem());
    posthorn
        .with("POSTHORN_CA_FILE", ca.toString())
        .with("POSTHORN_SMTP", posthorn.google.smtps().toString());
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  /** A mail server that hangs up on all who call, and counts them. */
  private static final class Dead implements AutoCloseable {
    private final ServerSocket listener;
    private final AtomicInteger calls = new AtomicInteger();

    Dead() throws IOException {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(this::serve, "dead-smtp");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      while (!listener.isClosed()) {
        try {
          listener.accept().close();
          calls.incrementAndGet();
        } catch (IOException e) {
          if (!listener.isClosed()) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }

    String url() {
      return "smtps://127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private void login(String scopes) {
    Result result = posthorn.run("login", "--account", ANN, "--scopes", scopes);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
  }

  private String queue(Letter letter, String... more) {
    List<String> words = new ArrayList<>(List.of("sendmail", "-t", "-i", "--queue", "--json"));
    words.addAll(List.of("--account", ANN));
    words.addAll(List.of(more));
    Result result = posthorn.runWithInput(letter.text, words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEmpty();
    return result.json().get("id").getAsString();
  }

  private Result outbox(ExitCode expected, String... words) {
    List<String> all = new ArrayList<>(List.of("outbox"));
    all.addAll(List.of(words));
    Result result = posthorn.run(all.toArray(String[]::new));
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(expected);
    return result;
  }

  private String way(String id) {
    JsonObject entry = outbox(ExitCode.OK, "show", id, "--json").json();
    assertThat(entry.get("state").getAsString()).isEqualTo("sent");
    return entry.getAsJsonObject("receipt").get("via").getAsString();
  }

  private long arrived() {
    return posthorn.google.messages().stream()
        .filter(mail -> mail.account().equals(BOB) && mail.labelIds().contains("INBOX"))
        .count();
  }

  @ParameterizedTest
  @EnumSource
  void itGoesBySmtpAndArrivesByteForByte(Letter letter) {
    login("smtp");
    String id = queue(letter);
    Result run = outbox(ExitCode.OK, "run");
    assertThat(run.err()).isEqualTo("posthorn: 1 sent.\n");
    assertThat(way(id)).isEqualTo("smtp");
    assertThat(posthorn.inbox(BOB)).endsWith("\r\n\r\n" + letter.body());
    assertThat(outbox(ExitCode.OK, "show", id).out()).doesNotContain("warning");
  }

  @Test
  void whatTheApiMaySpoilIsToldByShowBeforeItGoesAndAfter() {
    login("send,labels");
    String id = queue(Letter.SIGNED);
    assertThat(outbox(ExitCode.OK, "show", id).out())
        .containsPattern("(?m)^warning     This message is signed, and .*" + LOGIN + "$");
    Result run = outbox(ExitCode.OK, "run");
    assertThat(run.err()).isEqualTo("posthorn: 1 sent.\n");
    assertThat(way(id)).isEqualTo("api");
    assertThat(outbox(ExitCode.OK, "show", id).out())
        .containsPattern("(?m)^warning     This message is signed, and .*" + LOGIN + "$");
  }

  @Test
  void aConsentThatIsWidenedMeanwhileCounts() {
    login("send,labels");
    String id = queue(Letter.ENCRYPTED);
    assertThat(outbox(ExitCode.OK, "show", id).out()).contains("warning");
    login("smtp");
    assertThat(outbox(ExitCode.OK, "show", id).out()).doesNotContain("warning");
    Result run = outbox(ExitCode.OK, "run", "-v");
    assertThat(run.err()).contains(id + " message: ", " bytes, by SMTP: encrypted, ");
    assertThat(way(id)).isEqualTo("smtp");
  }

  @Test
  void verboseTellsTheWarningOfARun() {
    login("send,labels");
    queue(Letter.SIGNED);
    assertThat(outbox(ExitCode.OK, "run", "-v").err())
        .contains("by the API: signed, but the consent does not cover SMTP")
        .contains("cannot verify the signature", LOGIN);
  }

  @Test
  void viaApiInsists() {
    login("smtp");
    String id = queue(Letter.SIGNED, "--via", "api");
    assertThat(outbox(ExitCode.OK, "show", id).out()).contains("the API was asked for");
    outbox(ExitCode.OK, "run");
    assertThat(way(id)).isEqualTo("api");
  }

  @Test
  void aSessionIsKeptToByTheOutboxToo() {
    login("smtp");
    String id = queue(Letter.SIGNED, "--delivery", "session");
    outbox(ExitCode.OK, "run");
    assertThat(way(id)).isEqualTo("api");
  }

  /** What costs a time-out costs it once, not once a message. */
  @Test
  void aDeadServerIsCalledOnceAndEachMessageGoesOnceByTheApi() throws Exception {
    login("smtp");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(queue(Letter.SIGNED));
    }
    try (Dead dead = new Dead()) {
      posthorn.with("POSTHORN_SMTP", dead.url());
      Result run = outbox(ExitCode.OK, "run", "--parallel", "4");
      assertThat(run.err()).isEqualTo("posthorn: 6 sent.\n");
      assertThat(dead.calls).hasValue(1);
    }
    assertThat(ids).allSatisfy(id -> assertThat(way(id)).isEqualTo("api"));
    assertThat(arrived()).isEqualTo(6);
    assertThat(outbox(ExitCode.OK, "show", ids.get(0)).out())
        .containsPattern("(?m)^warning .*the SMTP server cannot be reached");
  }

  @Test
  void aServerThatSaysNoIsNotGoneAround() {
    login("smtp");
    String id = queue(Letter.SIGNED);
    posthorn.google.faults(FaultPlan.of(FaultRule.before("smtp.mail", Fault.STATUS)));
    outbox(ExitCode.TEMPORARY, "run", "--max-wait", "0s");
    assertThat(arrived()).isZero();
    outbox(ExitCode.OK, "run");
    assertThat(way(id)).isEqualTo("smtp");
    assertThat(arrived()).isEqualTo(1);
  }

  /** An attempt that surely did not send it leaves the choice open. */
  @Test
  void whatWasSurelyNotSentMayGoTheOtherWayNextTime() throws Exception {
    login("smtp");
    String id = queue(Letter.SIGNED);
    posthorn.google.faults(FaultPlan.of(FaultRule.before("smtp.rcpt", Fault.STATUS)));
    outbox(ExitCode.TEMPORARY, "run", "--max-wait", "0s");
    try (Dead dead = new Dead()) {
      posthorn.with("POSTHORN_SMTP", dead.url());
      outbox(ExitCode.OK, "run");
    }
    assertThat(way(id)).isEqualTo("api");
    assertThat(arrived()).isEqualTo(1);
  }

  /** The server has it, and its answer was lost: neither way may be tried again. */
  @Test
  void whatWasPerhapsSentBySmtpIsGivenToNoOtherWay() throws Exception {
    login("smtp");
    String id = queue(Letter.SIGNED);
    posthorn.google.faults(FaultPlan.of(FaultRule.after("smtp.data", Fault.RESET)));
    outbox(ExitCode.UNKNOWN, "run");
    try (Dead dead = new Dead()) {
      posthorn.with("POSTHORN_SMTP", dead.url());
      outbox(ExitCode.UNKNOWN, "run");
      assertThat(dead.calls).hasValue(0);
    }
    assertThat(outbox(ExitCode.OK, "show", id).out()).containsPattern("state +unknown");
    assertThat(arrived()).isEqualTo(1);
  }

  /** Begun by the API's session, with an answer that was lost, while SMTP comes back. */
  @Test
  void whatWasBegunByTheApiIsAskedForThereAlthoughSmtpIsBack() throws Exception {
    login("smtp");
    String id = queue(Letter.SIGNED);
    try (Dead dead = new Dead()) {
      posthorn.with("POSTHORN_SMTP", dead.url());
      // The last byte is out, its answer is lost, and so is each answer to the question for it.
      posthorn.google.faults(
          FaultPlan.of(
              FaultRule.after("upload.put", Fault.RESET).times(1_000),
              FaultRule.before("upload.query", Fault.RESET).times(1_000)));
      outbox(ExitCode.TEMPORARY, "run", "--max-wait", "0s");
    }
    assertThat(arrived()).isEqualTo(1);
    posthorn.with("POSTHORN_SMTP", posthorn.google.smtps().toString());
    posthorn.google.faults(FaultPlan.none());
    outbox(ExitCode.OK, "run");
    assertThat(way(id)).isEqualTo("api");
    assertThat(arrived()).isEqualTo(1);
  }
}
