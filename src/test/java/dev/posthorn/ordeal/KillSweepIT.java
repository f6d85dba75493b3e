package dev.posthorn.ordeal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.EntryState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.Submission;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.sandbox.SandboxMessage;
import dev.posthorn.testing.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A real worker, killed with SIGKILL at every single call that a delivery makes to Google, before
 * and after its work: the next worker sends the message once.
 */
final class KillSweepIT {
  private static final int AT_ONCE = 3;

  /** So short that each call renews it. */
  private static final Duration TOKEN_LIFETIME = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final byte[] mail =
      ("From: user0@example.com\r\nTo: bob@example.com\r\nSubject: Hi\r\n\r\n"
              + "All of it.\r\n".repeat(30_000))
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void whereverAWorkerIsKilledTheMessageIsSentOnce() throws Exception {
    ExecutorService cases = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<?>> running = new ArrayList<>();
    plans().forEach((name, plan) -> running.add(cases.submit(() -> kill(name, plan))));
    cases.shutdown();
    for (Future<?> each : running) {
      each.get();
    }
  }

  /** Each ends in a call that gets no answer, so that there is time to kill. */
  private Map<String, FaultPlan> plans() {
    Map<String, FaultPlan> plans = new LinkedHashMap<>();
    for (String call : List.of("token", "upload.start", "upload.put")) {
      plans.put("before " + call, FaultPlan.of(FaultRule.before(call, Fault.TIMEOUT)));
      plans.put("after " + call, FaultPlan.of(FaultRule.after(call, Fault.TIMEOUT)));
    }
    plans.put(
        "in the middle of upload.put",
        FaultPlan.of(FaultRule.before("upload.put", Fault.TIMEOUT).bytes(mail.length / 2)));
    FaultRule lost = FaultRule.after("upload.put", Fault.RESET);
    plans.put(
        "before upload.query", FaultPlan.of(lost, FaultRule.before("upload.query", Fault.TIMEOUT)));
    plans.put(
        "after upload.query", FaultPlan.of(lost, FaultRule.after("upload.query", Fault.TIMEOUT)));
    return plans;
  }

  private Void kill(String when, FaultPlan plan) throws Exception {
    Settings settings = new Settings(Settings.Store.SQLITE, 1, 1, 1, 0);
    try (Stage stage = Stage.set(settings, TOKEN_LIFETIME);
        Outbox outbox = stage.open()) {
      Sandbox google = stage.google();
      google.faults(plan);
      Submission message = Submission.of("user0@example.com", WireMessage.of(mail)).build();
      String id = outbox.accept(message).id();
      Process first = stage.worker(stage.log("first")).start();
      try {
        Await.until(
            PATIENCE,
            "the fault of " + when,
            () -> PlayedFaults.of(google).stream().allMatch(times -> times == 1));
        if (when.equals("after upload.put")) {
          Await.until(PATIENCE, "its work", () -> sent(google).size() == 1);
        }
      } finally {
        first.destroyForcibly().waitFor();
      }
      google.faults(FaultPlan.none());
      assertThat(outbox.entry(id).state().isEnded()).as(when).isFalse();

      Process second = stage.worker(stage.log("second")).start();
      try {
        Await.until(
            PATIENCE,
            "the end of what was killed " + when,
            () -> outbox.entry(id).state() == EntryState.SENT);
      } finally {
        second.destroyForcibly().waitFor();
      }
      assertThat(sent(google)).as(when).hasSize(1);
    }
    return null;
  }

  private static List<SandboxMessage> sent(Sandbox google) {
    return google.messages().stream().filter(copy -> copy.labelIds().contains("SENT")).toList();
  }
}
