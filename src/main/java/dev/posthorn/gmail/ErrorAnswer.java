package dev.posthorn.gmail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer that is no success, taken apart.
 *
 * <p>Google's form is {@code {"error":{"code","message","status","errors":[{"reason"}],
 * "details":[{"reason"}]}}}; every part may be missing, and a front end may answer HTML instead.
 *
 * @param status the HTTP status
 * @param reasons every reason that the body names: of errors, of details, and its status
 * @param message Google's explanation, as it came; empty when there is none
 * @param retryAfter the Retry-After header, empty when there is none
 * @param whole false when the connection broke while the body was read
 */
record ErrorAnswer(
    int status, Set<String> reasons, String message, String retryAfter, boolean whole) {
  /** The console's own pages only: this text comes from outside. */
  private static final Pattern CONSOLE_LINK =
      Pattern.compile(
          "https://console\\.(?:developers|cloud)\\.google\\.com/[A-Za-z0-9/._~?=&%+-]{0,300}");

  ErrorAnswer {
    reasons = Set.copyOf(reasons);
  }

  /** Takes apart a body; one that is not Google's JSON leaves the status alone to decide. */
  static ErrorAnswer parse(int status, String body, String retryAfter, boolean whole) {
    Set<String> reasons = new LinkedHashSet<>();
    JsonObject error = Json.object(Json.objectIn(body), "error");
    String message = Json.string(error, "message");
    for (String list : new String[] {"errors", "details"}) {
      for (JsonElement item : Json.array(error, list)) {
        if (item instanceof JsonObject object) {
          reasons.add(Json.string(object, "reason"));
        }
      }
    }
    reasons.add(Json.string(error, "status"));
    reasons.remove("");
    return new ErrorAnswer(status, reasons, message, retryAfter, whole);
  }

  /** The page of Google's console that it names, if it names one. */
  Optional<String> consoleLink() {
    Matcher link = CONSOLE_LINK.matcher(message);
    return link.find() ? Optional.of(link.group()) : Optional.empty();
  }
}
