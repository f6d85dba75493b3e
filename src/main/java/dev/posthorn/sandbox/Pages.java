package dev.posthorn.sandbox;

import java.util.Map;

/** The frame of every page, and the pages that only say what went wrong. */
final class Pages {
  private static final Template FRAME = Template.named("page.html");
  private static final Template PROBLEM = Template.named("problem.html");

  private Pages() {}

  /** A whole page around its main part; the script is optional and a file name of ours. */
  static Html frame(String title, String kind, Html main) {
    return FRAME.with(Map.of("title", title, "kind", kind, "main", main));
  }

  /** A page that says what is wrong, for whom and what to do; {@code code} is Google's name. */
  static Response problem(int status, String code, String heading, String words) {
    Html main =
        PROBLEM.with(
            Map.of("heading", heading, "words", words, "code", "Error " + status + ": " + code));
    return Response.page(status, frame(heading, "problem", main));
  }

  static Response badRequest(String words) {
    return problem(400, "invalid_request", "That request was not understood", words);
  }

  static Response notFound() {
    return problem(
        404, "not_found", "Nothing is here", "No page or call of the sandbox has this address.");
  }

  static Response methodNotAllowed() {
    return problem(
        405, "method_not_allowed", "Not this way", "This address takes another HTTP method.");
  }

  /** What a front end answers, in HTML, before any API has seen the request. */
  static Response tooLarge() {
    return problem(
        413,
        "request_entity_too_large",
        "Your client issued a request that was too large",
        "That is all we know.");
  }

  static Response failed() {
    return problem(
        500,
        "internal",
        "The sandbox itself failed",
        "This is a bug of the sandbox. What happened stands in the log of the program.");
  }
}
