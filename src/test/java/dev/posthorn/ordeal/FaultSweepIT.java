package dev.posthorn.ordeal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Account;
import dev.posthorn.gmail.Delivery;
import dev.posthorn.gmail.HastyGmail;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.EntryState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxWorker;
import dev.posthorn.outbox.Submission;
import dev.posthorn.outbox.Way;
import dev.posthorn.outbox.Ways;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.sandbox.SandboxMessage;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.testing.Await;
import dev.posthorn.testing.Consenting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every single call that a delivery makes to Google, failed in every way, before and after its
 * work. Whatever it is, the message is sent once; only where its session is destroyed it may stay
 * unknown.
 */
final class FaultSweepIT {
  private static final int AT_ONCE = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String ANN = "ann@example.com";

  /** What a delivery without faults asks for, by way. */
  private static final Map<Way, List<String>> CALLS =
      Map.of(
          Way.SESSION,
          List.of("token", "upload.start", "upload.put"),
          Way.DRAFT,
          List.of("token", "drafts.create", "drafts.send"));

  private final byte[] mail =
      ("From: ann@example.com\r\nTo: bob@example.com\r\nSubject: Hi\r\n\r\n"
              + "All of it.\r\n".repeat(30_000))
          .getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "DRAFT"})
  void aDeliveryWithoutFaultsMakesTheCallsThatAreSwept(Way way) throws Exception {
    try (Played played = new Played(way, FaultPlan.none())) {
      assertThat(played.deliver()).isEqualTo(EntryState.SENT);
      assertThat(played.calls().stream().distinct())
          .containsExactlyInAnyOrderElementsOf(CALLS.get(way));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "DRAFT"})
  void whicheverCallFailsTheMessageIsSentOnce(Way way) throws Exception {
    sweep(way, faultsOfEveryCall(way), List.of(EntryState.SENT));
  }

  @Test
  void whereverTheBodyBreaksOffTheMessageIsSentOnce() throws Exception {
    Map<String, FaultPlan> plans = new LinkedHashMap<>();
    for (int bytes : List.of(1, mail.length / 2, 256 * 1024, mail.length, mail.length + 1_000)) {
      for (Fault fault : List.of(Fault.RESET, Fault.TRUNCATED, Fault.GARBAGE, Fault.STATUS)) {
        plans.put(
            "upload.put breaks off after " + bytes + " by " + fault,
            FaultPlan.of(FaultRule.before("upload.put", fault).bytes(bytes)));
      }
    }
    sweep(Way.SESSION, plans, List.of(EntryState.SENT));
  }

  @Test
  void aFaultyAnswerToTheQuestionAfterAFaultIsNoReasonToSendAgain() throws Exception {
    Map<String, FaultPlan> plans = new LinkedHashMap<>();
    for (FaultRule put :
        List.of(
            FaultRule.after("upload.put", Fault.RESET),
            FaultRule.before("upload.put", Fault.RESET).bytes(mail.length / 2))) {
      for (Fault fault : brokenAnswers()) {
        for (FaultRule query : beforeAndAfter("upload.query", fault)) {
          plans.put(put + ", then " + query, FaultPlan.of(put, query));
        }
      }
    }
    sweep(Way.SESSION, plans, List.of(EntryState.SENT));
  }

  @Test
  void aFaultyAnswerToTheLookForADraftIsNoReasonToSendAnother() throws Exception {
    Map<String, FaultPlan> plans = new LinkedHashMap<>();
    for (FaultRule send : beforeAndAfter("drafts.send", Fault.RESET)) {
      for (Fault fault : brokenAnswers()) {
        for (FaultRule get : beforeAndAfter("drafts.get", fault)) {
          plans.put(send + ", then " + get, FaultPlan.of(send, get));
        }
      }
    }
    sweep(Way.DRAFT, plans, List.of(EntryState.SENT));
  }

  @Test
  void whereTheSessionIsDestroyedNothingIsSentTwice() throws Exception {
    Map<String, FaultPlan> plans = new LinkedHashMap<>();
    FaultRule lost = FaultRule.after("upload.put", Fault.RESET);
    for (int status : List.of(404, 410)) {
      for (FaultRule rule : beforeAndAfter("upload.put", Fault.STATUS)) {
        plans.put(status + " " + rule, FaultPlan.of(rule.status(status, "notFound")));
      }
      for (FaultRule rule : beforeAndAfter("upload.query", Fault.STATUS)) {
        plans.put(status + " later " + rule, FaultPlan.of(lost, rule.status(status, "notFound")));
      }
    }
    sweep(Way.SESSION, plans, List.of(EntryState.SENT, EntryState.UNKNOWN));
  }

  private Map<String, FaultPlan> faultsOfEveryCall(Way way) {
    Map<String, FaultPlan> plans = new LinkedHashMap<>();
    for (String call : CALLS.get(way)) {
      for (Fault fault : brokenAnswers()) {
        for (FaultRule rule : beforeAndAfter(call, fault)) {
          plans.put(rule.toString(), FaultPlan.of(rule));
          if (call.equals("token")) {
            plans.put("the second: " + rule, FaultPlan.of(rule.skip(1)));
          }
        }
      }
      if (!call.equals("token")) {
        plans.put(
            call + " limited",
            FaultPlan.of(
                FaultRule.before(call, Fault.STATUS)
                    .status(429, "rateLimitExceeded")
                    .retryAfter(1)));
      }
    }
    return plans;
  }

  private static List<Fault> brokenAnswers() {
    return List.of(Fault.RESET, Fault.TRUNCATED, Fault.GARBAGE, Fault.STATUS);
  }

  private static List<FaultRule> beforeAndAfter(String call, Fault fault) {
    return List.of(FaultRule.before(call, fault), FaultRule.after(call, fault));
  }

  private void sweep(Way way, Map<String, FaultPlan> plans, List<EntryState> allowed)
      throws Exception {
    ExecutorService cases = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<?>> running = new ArrayList<>();
    plans.forEach((name, plan) -> running.add(cases.submit(() -> check(way, name, plan, allowed))));
    cases.shutdown();
    for (Future<?> each : running) {
      each.get();
    }
  }

  private Void check(Way way, String name, FaultPlan plan, List<EntryState> allowed)
      throws Exception {
    try (Played played = new Played(way, plan)) {
      EntryState state = played.deliver();
      assertThat(PlayedFaults.of(played.google)).as("played at " + name).containsOnly(1L);
      assertThat(state).as(name).isIn(allowed);
      List<SandboxMessage> sent = played.sent();
      assertThat(sent).as(name).hasSizeLessThanOrEqualTo(1);
      if (state == EntryState.SENT) {
        assertThat(sent).as(name).hasSize(1);
      }
      assertThat(sent).as(name).allMatch(copy -> copy.raw().endsWith(text()));
    }
    return null;
  }

  private String text() {
    String all = new String(mail, StandardCharsets.US_ASCII);
    return all.substring(all.indexOf("\r\n\r\n"));
  }

  /** A Google with a plan of faults, an account, an outbox, and a worker in this process. */
  private final class Played implements AutoCloseable, Ways {
    private final Sandbox google =
        Sandbox.plain().autoConsent(true).tokenLifetime(Duration.ofSeconds(30)).start();
    private final Way way;
    private final ResumableDelivery delivery;
    private final Outbox outbox;
    private final int callsBefore;

    Played(Way way, FaultPlan plan) throws Exception {
      this.way = way;
      Path home = Files.createTempDirectory(folder, "home");
      Account ann = Consenting.login(google, home, ANN, way == Way.SESSION ? "send" : "compose");
      delivery =
          HastyGmail.of(ann, google.root(), way == Way.SESSION ? Delivery.SESSION : Delivery.DRAFT);
      outbox = Outbox.open(home.resolve("outbox.db"));
      callsBefore = google.calls().size();
      google.faults(plan);
    }

    @SuppressWarnings("try") // The worker works by itself.
    EntryState deliver() throws Exception {
      String id = outbox.accept(Submission.of(ANN, WireMessage.of(mail)).build()).id();
      try (OutboxWorker worker = OutboxWorker.of(outbox, this).start()) {
        Await.until(PATIENCE, "the end of it", () -> outbox.entry(id).state().isEnded());
      }
      return outbox.entry(id).state();
    }

    List<String> calls() {
      return google.calls().subList(callsBefore, google.calls().size());
    }

    List<SandboxMessage> sent() {
      return google.messages().stream().filter(copy -> copy.labelIds().contains("SENT")).toList();
    }

    @Override
    public Way choose(OutboxEntry entry, WireMessage message) {
      return way;
    }

    @Override
    public ResumableDelivery open(String account, Way chosen) {
      return delivery;
    }

    @Override
    public void close() {
      outbox.close();
      google.close();
    }
  }
}
