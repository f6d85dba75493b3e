package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a query or a form (application/x-www-form-urlencoded), in order. Immutable. */
final class Parameters {
  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  static Parameters parse(String encoded) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (!name.isEmpty()) {
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
      }
    }
    return new Parameters(values);
  }

  /** Writes name and value pairs the way {@link #parse} reads them. */
  static String encode(Map<String, String> pairs) {
    List<String> parts = new ArrayList<>();
    pairs.forEach(
        (name, value) ->
            parts.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8)));
    return String.join("&", parts);
  }

  /** The first value that is not empty; an empty one counts as absent (RFC 6749 §3.1). */
  Optional<String> first(String name) {
    return all(name).stream().filter(value -> !value.isEmpty()).findFirst();
  }

  List<String> all(String name) {
    return Collections.unmodifiableList(values.getOrDefault(name, List.of()));
  }

  /** A name that came more than once, which OAuth forbids (RFC 6749 §3.1). */
  Optional<String> repeated() {
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Pages.badRequest("A % in the address is not followed by two hex digits."));
    }
  }
}
