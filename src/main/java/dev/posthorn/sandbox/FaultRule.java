package dev.posthorn.sandbox;

import java.util.List;

/**
 * One rule of a {@link FaultPlan}: at which calls what goes wrong. Immutable; each method that
 * changes something answers a new rule.
 *
 * <pre>{@code
 * FaultRule.after("messages.send", Fault.RESET)
 * FaultRule.before("upload.put", Fault.RESET).bytes(300_000).skip(1).times(2)
 * FaultRule.before("labels.list", Fault.STATUS).status(429, "rateLimitExceeded").retryAfter(2)
 * }</pre>
 */
public final class FaultRule {
  /** Every call that a rule can name. */
  static final List<String> CALLS =
      List.of(
          "token",
          "labels.list",
          "profile",
          "sendAs.list",
          "messages.send",
          "messages.get",
          "messages.list",
          "threads.get",
          "drafts.create",
          "drafts.send",
          "drafts.get",
          "drafts.delete",
          "drafts.list",
          "upload.start",
          "upload.put",
          "upload.query",
          "upload.media",
          "upload.multipart",
          "smtp.connect",
          "smtp.auth",
          "smtp.mail",
          "smtp.rcpt",
          "smtp.data");

  private static final List<String> WITH_BODY =
      List.of("messages.send", "drafts.create", "upload.put", "upload.media", "upload.multipart");
  private static final int DEFAULT_MILLIS = 2000;

  /** How the broken answer looks. */
  record Shape(int status, String reason, int retryAfter, int bytes, int millis) {
    Shape {
      boolean known = status == 0 || (status >= 300 && status <= 599);
      if (!known || retryAfter < 0 || bytes < 0 || millis < 0) {
        throw new IllegalArgumentException(
            "status is 300 to 599; retryAfter, bytes and millis are not negative");
      }
    }
  }

  /** At which of the calls the rule is played. */
  record Turns(int skip, int times, double chance) {
    Turns {
      if (skip < 0 || times < 1 || !(chance > 0 && chance <= 1)) {
        throw new IllegalArgumentException(
            "skip is at least 0, times at least 1, chance above 0 and at most 1");
      }
    }

    boolean include(long number) {
      return number > skip && number <= (long) skip + times;
    }
  }

  private final String call;
  private final boolean before;
  private final Fault fault;
  private final Shape shape;
  private final Turns turns;

  FaultRule(String call, boolean before, Fault fault, Shape shape, Turns turns) {
    if (!CALLS.contains(call)) {
      throw new IllegalArgumentException("Unknown call \"" + call + "\"; known are " + CALLS);
    }
    this.call = call;
    this.before = before;
    this.fault = fault;
    this.shape = shape;
    this.turns = turns;
    check();
  }

  private void check() {
    if (fault == Fault.STATUS && shape.status() == 0) {
      throw new IllegalArgumentException("the fault \"status\" needs a status");
    }
    if (smtp() && fault == Fault.STATUS && (shape.status() < 400 || shape.retryAfter() > 0)) {
      throw new IllegalArgumentException(
          "an SMTP reply has a status of 400 to 599, and no retryAfter");
    }
    if (shape.bytes() > 0 && !(before && WITH_BODY.contains(call))) {
      throw new IllegalArgumentException("bytes goes with \"before\" and one of " + WITH_BODY);
    }
  }

  /**
   * A fault in place of the work: what the call asks for is not done.
   *
   * @param call one of the calls that {@link FaultPlan} lists
   * @param fault what goes wrong; for {@link Fault#STATUS}, a 503 until told otherwise
   * @return a rule for the first such call
   * @throws IllegalArgumentException when there is no such call
   */
  public static FaultRule before(String call, Fault fault) {
    return of(call, true, fault);
  }

  /**
   * A fault after the work: what the call asks for is done, but the answer fails.
   *
   * @param call one of the calls that {@link FaultPlan} lists
   * @param fault what goes wrong; for {@link Fault#STATUS}, a 503 until told otherwise
   * @return a rule for the first such call
   * @throws IllegalArgumentException when there is no such call
   */
  public static FaultRule after(String call, Fault fault) {
    return of(call, false, fault);
  }

  private static FaultRule of(String call, boolean before, Fault fault) {
    int status = fault != Fault.STATUS ? 0 : call.startsWith("smtp.") ? 451 : 503;
    Shape shape = new Shape(status, "", 0, 0, DEFAULT_MILLIS);
    return new FaultRule(call, before, fault, shape, new Turns(0, 1, 1));
  }

  /**
   * Names the error of {@link Fault#STATUS}.
   *
   * @param status 300 to 599; for SMTP 400 to 599
   * @param reason for Gmail's calls the reason, such as {@code backendError}; for token the error,
   *     such as {@code invalid_grant}; for SMTP the text after the code, such as {@code 4.3.0 Try
   *     again later}; empty for what goes with the status
   * @return a new rule
   * @throws IllegalArgumentException when the status is out of range
   */
  public FaultRule status(int status, String reason) {
    return with(new Shape(status, reason, shape.retryAfter(), shape.bytes(), shape.millis()));
  }

  /**
   * Adds a Retry-After header to the error of {@link Fault#STATUS}.
   *
   * @param seconds zero for no such header
   * @return a new rule
   * @throws IllegalArgumentException when it is negative, or the call is one of SMTP
   */
  public FaultRule retryAfter(int seconds) {
    return with(new Shape(shape.status(), shape.reason(), seconds, shape.bytes(), shape.millis()));
  }

  /**
   * Lets the fault strike in the middle of the request's body.
   *
   * @param count so many octets of the body arrive first, and a resumable upload keeps them; zero
   *     (the default) for none
   * @return a new rule
   * @throws IllegalArgumentException when it is negative, or the rule is not one of before
   */
  public FaultRule bytes(int count) {
    return with(
        new Shape(shape.status(), shape.reason(), shape.retryAfter(), count, shape.millis()));
  }

  /**
   * How long {@link Fault#SLOW} takes.
   *
   * @param millis 2000 unless told
   * @return a new rule
   * @throws IllegalArgumentException when it is negative
   */
  public FaultRule millis(int millis) {
    return with(
        new Shape(shape.status(), shape.reason(), shape.retryAfter(), shape.bytes(), millis));
  }

  /**
   * Lets the first calls pass.
   *
   * @param calls how many; zero unless told
   * @return a new rule
   * @throws IllegalArgumentException when it is negative
   */
  public FaultRule skip(int calls) {
    return with(new Turns(calls, turns.times(), turns.chance()));
  }

  /**
   * At how many calls, after those skipped, the fault is played.
   *
   * @param calls one unless told; Integer.MAX_VALUE for all
   * @return a new rule
   * @throws IllegalArgumentException when it is below one
   */
  public FaultRule times(int calls) {
    return with(new Turns(turns.skip(), calls, turns.chance()));
  }

  /**
   * Plays the fault at some of its calls only, drawn by the plan's seed: the same seed draws the
   * same calls.
   *
   * @param chance above 0, at most 1 (the default)
   * @return a new rule
   * @throws IllegalArgumentException when it is out of range
   */
  public FaultRule chance(double chance) {
    return with(new Turns(turns.skip(), turns.times(), chance));
  }

  private FaultRule with(Shape other) {
    return new FaultRule(call, before, fault, other, turns);
  }

  private FaultRule with(Turns other) {
    return new FaultRule(call, before, fault, shape, other);
  }

  String call() {
    return call;
  }

  boolean smtp() {
    return call.startsWith("smtp.");
  }

  boolean isBefore() {
    return before;
  }

  Fault fault() {
    return fault;
  }

  Shape shape() {
    return shape;
  }

  Turns turns() {
    return turns;
  }

  @Override
  public String toString() {
    return FaultJson.write(this).toString();
  }
}
