package dev.posthorn.ordeal;

import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Plans of faults for all that a delivery asks of Google, one after the other, as a seed draws
 * them. They are what Google may do: no 429 after the work was done, and a consent that holds.
 */
final class RandomFaults {
  private static final int ALWAYS = Integer.MAX_VALUE;
  private static final List<String> CALLS =
      List.of("token", "upload.start", "upload.put", "upload.query");
  private static final List<Fault> BROKEN_ANSWERS =
      List.of(Fault.RESET, Fault.TRUNCATED, Fault.GARBAGE, Fault.STATUS, Fault.SLOW);

  private final SplittableRandom random;
  private final boolean sessionsEnd;
  private long destroyed;

  private RandomFaults(long seed, boolean sessionsEnd) {
    this.random = new SplittableRandom(seed);
    this.sessionsEnd = sessionsEnd;
  }

  /** All of them. */
  static RandomFaults of(long seed) {
    return new RandomFaults(seed, true);
  }

  /** Those after which everything can still be known: no session is destroyed. */
  static RandomFaults keepingSessions(long seed) {
    return new RandomFaults(seed, false);
  }

  /** The next plan. */
  FaultPlan next() {
    List<FaultRule> rules = new ArrayList<>();
    for (String call : CALLS) {
      rules.addAll(rare(call));
      for (Fault fault : BROKEN_ANSWERS) {
        if (random.nextInt(3) > 0) {
          rules.add(common(call, fault));
        }
      }
      if (!call.equals("token") && random.nextInt(3) == 0) {
        rules.add(
            FaultRule.before(call, Fault.STATUS)
                .status(429, "rateLimitExceeded")
                .retryAfter(1)
                .times(ALWAYS)
                .chance(0.01));
      }
    }
    return FaultPlan.of(random.nextLong(), rules);
  }

  /** How many sessions all plans so far may have destroyed, at most. */
  long destroyed() {
    return destroyed;
  }

  private FaultRule common(String call, Fault fault) {
    boolean before = random.nextBoolean();
    FaultRule rule = before ? FaultRule.before(call, fault) : FaultRule.after(call, fault);
    if (fault == Fault.STATUS) {
      rule = rule.status(random.nextInt(2) == 0 ? 503 : 500, "backendError");
    } else if (fault == Fault.SLOW) {
      rule = rule.millis(random.nextInt(50, 1_500));
    } else if (before && call.equals("upload.put")) {
      rule = rule.bytes(bytes());
    }
    return rule.times(ALWAYS).chance(random.nextDouble(0.02, 0.15));
  }

  /** Sometimes none, seldom more than a short letter has, so that all of it was there. */
  private int bytes() {
    return random.nextInt(3) == 0 ? 0 : (int) Math.exp(random.nextDouble(3, 13));
  }

  /**
   * Silence, which costs a worker a minute; and the end of a session, which a person must settle.
   */
  private List<FaultRule> rare(String call) {
    List<FaultRule> rules = new ArrayList<>();
    if (random.nextInt(10) == 0) {
      boolean before = random.nextBoolean();
      FaultRule rule =
          before ? FaultRule.before(call, Fault.TIMEOUT) : FaultRule.after(call, Fault.TIMEOUT);
      rules.add(rule.skip(random.nextInt(20)));
    }
    if (random.nextInt(5) == 0
        && sessionsEnd
        && (call.equals("upload.put") || call.equals("upload.query"))) {
      boolean before = random.nextBoolean();
      FaultRule rule =
          before ? FaultRule.before(call, Fault.STATUS) : FaultRule.after(call, Fault.STATUS);
      rules.add(rule.status(random.nextBoolean() ? 404 : 410, "notFound").skip(random.nextInt(20)));
      destroyed++;
    }
    return rules;
  }
}
