package dev.posthorn.sandbox;

import java.util.List;

/**
 * Which calls of the sandbox go wrong, and how. Immutable; {@link Sandbox#faults(FaultPlan)} puts
 * it to work.
 *
 * <pre>{@code
 * {"seed": 7,
 *  "rules": [
 *    {"call": "messages.send", "when": "after", "fault": "reset", "skip": 0, "times": 1},
 *    {"call": "labels.list", "when": "before", "fault": "status",
 *     "status": 429, "reason": "rateLimitExceeded", "retryAfter": 2},
 *    {"call": "upload.put", "when": "before", "fault": "reset", "bytes": 300000},
 *    {"call": "upload.query", "when": "after", "fault": "slow", "millis": 500,
 *     "times": 1000000, "chance": 0.1}]}
 * }</pre>
 *
 * <p><b>Calls.</b> token, labels.list, profile, sendAs.list, messages.send, messages.get,
 * messages.list, threads.get, drafts.create, drafts.send, drafts.get, drafts.delete, drafts.list;
 * upload.start, upload.put, upload.query (the PUT with {@code Content-Range: bytes *}{@code
 * /TOTAL}), upload.media and upload.multipart, for messages and drafts alike; smtp.connect (the
 * greeting), smtp.auth (the whole dialogue), smtp.mail, smtp.rcpt, smtp.data (the final dot).
 *
 * <p><b>When.</b> <i>before</i>: the request is read whole (or {@code bytes} of its body, which a
 * resumable upload keeps) and none of its work is done. <i>after</i>: the work is done as ever, and
 * then the answer fails, also one that was a refusal. For smtp.connect, before is before the TLS
 * handshake of the smtps port where the fault is reset or timeout.
 *
 * <p><b>Faults.</b>
 *
 * <ul>
 *   <li><i>reset</i>: a TCP RST, no answer. With {@code bytes} at once, in the middle of the body.
 *   <li><i>timeout</i>: silence until the client closes the connection or the sandbox ends.
 *   <li><i>truncated</i>: the status line and headers with the true Content-Length, half of the
 *       body, the end of the connection (a bodiless answer breaks off within its headers instead:
 *       not one octet of it is sent). SMTP: half of the reply line. When <i>before</i>, it is half
 *       of a 503, since there is no true answer.
 *   <li><i>garbage</i>: status 200 and application/json, but the body is no JSON. SMTP: a line that
 *       is no reply.
 *   <li><i>status</i>: the given status in Google's form, with the reason and, if above zero, a
 *       Retry-After header. SMTP: a reply of that code; after a 421 the connection ends. A 404 or
 *       410 at upload.put or upload.query really ends the session.
 *   <li><i>slow</i>: everything is done and answered rightly. <i>before</i>: nothing happens for
 *       {@code millis} first; <i>after</i>: the answer's body trickles in over {@code millis}.
 * </ul>
 *
 * <p><b>Turns.</b> Each rule counts the calls of its name from the moment the plan is set, those at
 * which another rule is played too. It is due at the calls {@code skip+1} to {@code skip+times}; of
 * several rules that are due at one call the first is played. With a {@code chance} the rule is
 * played at a part of its turns only: which, depends on nothing but the seed, the rule's place and
 * the number of the call.
 */
public final class FaultPlan {
  private final long seed;
  private final List<FaultRule> rules;

  private FaultPlan(long seed, List<FaultRule> rules) {
    this.seed = seed;
    this.rules = List.copyOf(rules);
  }

  /**
   * Everything goes well.
   *
   * @return a plan without rules
   */
  public static FaultPlan none() {
    return of();
  }

  /**
   * A plan of rules.
   *
   * @param rules in the order of precedence
   * @return the plan, with the seed 0
   */
  public static FaultPlan of(FaultRule... rules) {
    return of(0, List.of(rules));
  }

  /**
   * A plan with a seed.
   *
   * @param seed for the rules that have a chance below 1
   * @param rules in the order of precedence
   * @return the plan
   */
  public static FaultPlan of(long seed, List<FaultRule> rules) {
    return new FaultPlan(seed, rules);
  }

  /**
   * Reads a plan from JSON.
   *
   * @param json the form above; absent are skip 0, times 1, chance 1, millis 2000, status 503 (451
   *     for SMTP), no reason, no Retry-After
   * @return the plan
   * @throws IllegalArgumentException when it is no such JSON; the message names the rule
   */
  public static FaultPlan parse(String json) {
    return FaultJson.read(json);
  }

  long seed() {
    return seed;
  }

  List<FaultRule> rules() {
    return rules;
  }

  @Override
  public String toString() {
    return "{\"seed\":" + seed + ",\"rules\":" + rules + "}";
  }
}
