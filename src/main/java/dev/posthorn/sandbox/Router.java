package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the route for a method and a path; {@code {name}} in a pattern takes one segment. */
final class Router implements Route {
  private record Entry(String method, List<String> pattern, Route route) {}

  private final List<Entry> entries = new ArrayList<>();

  Router add(String method, String pattern, Route route) {
    entries.add(new Entry(method, segments(pattern), route));
    return this;
  }

  @Override
  public Response answer(Request request) throws IOException {
    List<String> path = segments(Optional.ofNullable(request.uri().getRawPath()).orElse("/"));
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    TreeSet<String> allowed = new TreeSet<>();
    for (Entry entry : entries) {
      Optional<Map<String, String>> values = match(entry.pattern(), path);
      if (values.isPresent() && entry.method().equals(method)) {
        return entry.route().answer(request.withPathValues(values.get()));
      }
      values.ifPresent(any -> allowed.add(entry.method()));
    }
    return allowed.isEmpty()
        ? Pages.notFound()
        : Pages.methodNotAllowed().with("Allow", String.join(", ", allowed));
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }

  private static Optional<Map<String, String>> match(List<String> pattern, List<String> path) {
    if (pattern.size() != path.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String expected = pattern.get(i);
      if (expected.startsWith("{")) {
        values.put(expected.substring(1, expected.length() - 1), decode(path.get(i)));
      } else if (!expected.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** Only percent signs: a plus in a path is a plus. java.net.URI has already refused bad ones. */
  private static String decode(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
  }
}
