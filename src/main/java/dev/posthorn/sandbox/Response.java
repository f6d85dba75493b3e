package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer, whole, before any byte of it is sent. Immutable. */
final class Response {
  /** No page of ours asks for more than this; each page type tightens it further. */
  static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private Response(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
  }

  /** The array is not copied: whoever calls hands it over. */
  static Response of(int status, String contentType, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    return new Response(status, headers, body);
  }

  static Response json(int status, JsonObject json) {
    return of(status, "application/json; charset=UTF-8", (json + "\n").getBytes(UTF_8));
  }

  /** A page of ours, which may load only what this server serves and send forms only to it. */
  static Response page(int status, Html html) {
    return of(status, "text/html; charset=UTF-8", html.text().getBytes(UTF_8))
        .with("Content-Security-Policy", PAGE_POLICY + "; form-action 'self'")
        .with("Cross-Origin-Opener-Policy", "same-origin")
        .with("Referrer-Policy", "same-origin");
  }

  static Response redirect(int status, String location) {
    return of(status, "text/plain; charset=UTF-8", new byte[0])
        .with("Location", location)
        .with("Referrer-Policy", "no-referrer");
  }

  static Response empty(int status) {
    return of(status, "text/plain; charset=UTF-8", new byte[0]);
  }

  /** The same answer with one header set or replaced. */
  Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }

  int status() {
    return status;
  }

  void sendTo(HttpExchange exchange) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    if (status == 304 || body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
