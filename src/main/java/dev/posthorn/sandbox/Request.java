package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** One request: what a route may know of it. The body is read once, and never past a limit. */
final class Request {
  private static final int FORM_LIMIT = 64 * 1024;

  private final HttpExchange exchange;
  private final Map<String, String> pathValues;

  Request(HttpExchange exchange) {
    this(exchange, Map.of());
  }

  private Request(HttpExchange exchange, Map<String, String> pathValues) {
    this.exchange = exchange;
    this.pathValues = Map.copyOf(pathValues);
  }

  Request withPathValues(Map<String, String> values) {
    return new Request(exchange, values);
  }

  String method() {
    return exchange.getRequestMethod().toUpperCase(Locale.ROOT);
  }

  URI uri() {
    return exchange.getRequestURI();
  }

  /** What stood in the place of {@code {name}} in the route's pattern, decoded. */
  String pathValue(String name) {
    String value = pathValues.get(name);
    if (value == null) {
      throw new IllegalStateException("no {" + name + "} in this route");
    }
    return value;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** All values of a header, in case a request smuggles a second one. */
  List<String> headers(String name) {
    List<String> values = exchange.getRequestHeaders().get(name);
    return values == null ? List.of() : List.copyOf(values);
  }

  Parameters query() {
    String query = uri().getRawQuery();
    return Parameters.parse(query == null ? "" : query);
  }

  /** The fields of a posted form; empty when the body is something else. */
  Parameters form() throws IOException {
    String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      return Parameters.parse("");
    }
    return Parameters.parse(new String(body(FORM_LIMIT), UTF_8));
  }

  /**
   * Reads the body, unpacked when it came gzipped (Google's Java client packs what it posts).
   *
   * @throws Refusal with 413 as soon as it is longer than the limit
   */
  byte[] body(int limit) throws IOException {
    byte[] body = unpacked().readNBytes(limit + 1);
    if (body.length > limit) {
      throw new Refusal(Pages.tooLarge());
    }
    return body;
  }

  private InputStream unpacked() throws IOException {
    InputStream body = exchange.getRequestBody();
    if (!"gzip".equalsIgnoreCase(header("Content-Encoding").orElse(""))) {
      return body;
    }
    try {
      return new GZIPInputStream(body);
    } catch (ZipException | EOFException e) {
      throw new Refusal(Pages.badRequest("The body is not gzip, although the request says so."));
    }
  }
}
