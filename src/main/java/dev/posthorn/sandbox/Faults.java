package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The plan at work: counts the calls and says which of them goes wrong. Thread-safe. */
final class Faults {
  private static final int LONGEST_LOG = 1_000_000;

  private static final class Counter {
    private final FaultRule rule;
    private final int place;
    private long calls;
    private long played;

    Counter(FaultRule rule, int place) {
      this.rule = rule;
      this.place = place;
    }

    /** Counts a call; true when the rule is due at it. */
    boolean due(long seed) {
      calls++;
      return rule.turns().include(calls) && drawn(seed);
    }

    private boolean drawn(long seed) {
      double chance = rule.turns().chance();
      long mixed = (seed * 31 + place) * 1_000_003 + calls;
      return chance >= 1 || new SplittableRandom(mixed).nextDouble() < chance;
    }
  }

  private FaultPlan plan = FaultPlan.none();
  private final List<Counter> counters = new ArrayList<>();
  private final Map<String, List<Counter>> byCall = new TreeMap<>();
  private final Deque<String> log = new ArrayDeque<>();
  private final Map<String, Long> totals = new TreeMap<>();

  /** Puts a plan to work; its counting starts now. */
  synchronized void set(FaultPlan next) {
    plan = next;
    counters.clear();
    byCall.clear();
    for (FaultRule rule : next.rules()) {
      Counter counter = new Counter(rule, counters.size());
      counters.add(counter);
      byCall.computeIfAbsent(rule.call(), any -> new ArrayList<>()).add(counter);
    }
  }

  /** Notes a call, and answers the rule that is to be played at it. */
  synchronized Optional<FaultRule> next(String call) {
    if (log.size() == LONGEST_LOG) {
      log.removeFirst();
    }
    log.addLast(call);
    totals.merge(call, 1L, Long::sum);
    Counter chosen = null;
    for (Counter counter : byCall.getOrDefault(call, List.of())) {
      boolean due = counter.due(plan.seed());
      chosen = chosen == null && due ? counter : chosen;
    }
    if (chosen == null) {
      return Optional.empty();
    }
    chosen.played++;
    return Optional.of(chosen.rule);
  }

  synchronized List<String> log() {
    return List.copyOf(log);
  }

  /** The plan as it was set, with what came of it so far. */
  synchronized JsonObject report() {
    JsonArrayBuilder rules = Json.createArrayBuilder();
    for (Counter counter : counters) {
      JsonObject rule = FaultJson.write(counter.rule);
      rules.add(Json.createObjectBuilder(rule).add("played", counter.played));
    }
    JsonObjectBuilder calls = Json.createObjectBuilder();
    totals.forEach(calls::add);
    return Json.createObjectBuilder()
        .add("seed", plan.seed())
        .add("rules", rules)
        .add("calls", calls)
        .build();
  }
}
