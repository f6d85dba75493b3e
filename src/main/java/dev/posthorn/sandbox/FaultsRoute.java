package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Locale;

/**
 * GET and PUT /faults: the plan at work with how often each call came and each rule was played, and
 * a new plan. No web page of another origin can do either: a PUT of JSON needs a preflight, which
 * is never granted, and whoever names another origin is refused.
 */
final class FaultsRoute implements Route {
  private static final int LIMIT = 16 * 1024 * 1024;

  private final Faults faults;

  FaultsRoute(Faults faults) {
    this.faults = faults;
  }

  @Override
  public Response answer(Request request) throws IOException {
    if (request.fromElsewhere()) {
      throw ApiError.forbidden("The plan of faults is not for other web sites.");
    }
    if (request.method().equals("PUT")) {
      String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
      if (!type.replaceFirst("\\s*;.*", "").equals("application/json")) {
        throw ApiError.of(
            415, "badContent", "A plan of faults is application/json.", "INVALID_ARGUMENT");
      }
      set(new String(request.body(LIMIT), UTF_8));
    }
    return Response.json(200, faults.report());
  }

  private void set(String json) {
    try {
      faults.set(FaultPlan.parse(json));
    } catch (IllegalArgumentException e) {
      throw ApiError.invalidArgument(String.valueOf(e.getMessage()));
    }
  }
}
