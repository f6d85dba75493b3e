package dev.posthorn.sandbox;

import jakarta.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Plays the plan of faults around one call. */
final class FaultyRoute implements Route {
  private final Faults faults;
  private final Function<Request, String> name;
  private final Route next;

  FaultyRoute(Faults faults, Function<Request, String> name, Route next) {
    this.faults = faults;
    this.name = name;
    this.next = next;
  }

  @Override
  public Response answer(Request request) throws IOException {
    Optional<FaultRule> due = faults.next(name.apply(request));
    if (due.isEmpty()) {
      return next.answer(request);
    }
    FaultRule rule = due.get();
    if (!rule.isBefore()) {
      return broken(rule, work(request));
    }
    if (rule.fault() == Fault.SLOW) {
      request.peer().awaitGone(Duration.ofMillis(rule.shape().millis()));
      return next.answer(request);
    }
    if (rule.shape().bytes() > 0) {
      receive(request, rule.shape().bytes());
    }
    return broken(rule, error(rule, 503, ""));
  }

  private Response work(Request request) throws IOException {
    try {
      return next.answer(request);
    } catch (Refusal refusal) {
      return refusal.response();
    }
  }

  /** So much of the body arrives; what comes of it is the call's business (an upload keeps it). */
  private void receive(Request request, int bytes) throws IOException {
    Request cut = request.cutAfter(bytes);
    try {
      next.answer(cut);
    } catch (Request.CutException | Refusal e) {
      // The connection breaks now, whatever would have been answered.
      return;
    }
  }

  private static Response broken(FaultRule rule, Response whole) {
    return switch (rule.fault()) {
      case RESET ->
          whole.in(
              Manner.of(rule.shape().bytes() > 0 ? Manner.Kind.RESET_IN_BODY : Manner.Kind.RESET));
      case TIMEOUT -> whole.in(Manner.of(Manner.Kind.SILENT));
      case TRUNCATED -> whole.in(Manner.of(Manner.Kind.HALF));
      case GARBAGE -> Response.garbage();
      case STATUS -> error(rule, rule.shape().status(), rule.shape().reason());
      case SLOW -> whole.in(Manner.trickle(rule.shape().millis()));
    };
  }

  private static Response error(FaultRule rule, int status, String reason) {
    String why = reason.isEmpty() ? usualReason(status) : reason;
    String words = "The sandbox's plan of faults answers " + status + " here.";
    Response error =
        rule.call().equals("token")
            ? Response.json(
                status,
                Json.createObjectBuilder()
                    .add("error", why)
                    .add("error_description", words)
                    .build())
            : ApiError.of(status, why, words, statusName(status)).response();
    int seconds = rule.shape().retryAfter();
    return seconds > 0 ? error.with("Retry-After", Integer.toString(seconds)) : error;
  }

  private static String usualReason(int status) {
    return switch (status) {
      case 400 -> "badRequest";
      case 401 -> "authError";
      case 403 -> "forbidden";
      case 404, 410 -> "notFound";
      case 429 -> "rateLimitExceeded";
      default -> "backendError";
    };
  }

  private static String statusName(int status) {
    return switch (status) {
      case 400 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404, 410 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 503 -> "UNAVAILABLE";
      case 504 -> "DEADLINE_EXCEEDED";
      default -> "UNKNOWN";
    };
  }
}
