package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer, whole, before any byte of it is sent. Immutable. */
final class Response {
  /** No page of ours asks for more than this; each page type tightens it further. */
  static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Duration FOR_EVER = Duration.ofDays(1000);

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Manner manner;

  private Response(int status, Map<String, String> headers, byte[] body, Manner manner) {
    this.status = status;
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
    this.manner = manner;
  }

  /** The array is not copied: whoever calls hands it over. */
  static Response of(int status, String contentType, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    return new Response(status, headers, body, Manner.WHOLE);
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
    return new Response(status, more, body, manner);
  }

  int status() {
    return status;
  }

  /** An answer that looks well until somebody reads it. */
  static Response garbage() {
    return of(
        200, "application/json; charset=UTF-8", "{\"id\": \u00ab\u0000 no JSON".getBytes(UTF_8));
  }

  /** The same answer, going out in another manner. */
  Response in(Manner other) {
    return new Response(status, headers, body, other);
  }

  Manner manner() {
    return manner;
  }

  String text() {
    return new String(body, UTF_8);
  }

  void sendTo(HttpExchange exchange, Peer peer) throws IOException {
    switch (manner.kind()) {
      case RESET, RESET_IN_BODY -> peer.reset();
      case SILENT -> peer.awaitGone(FOR_EVER);
      case HALF -> send(exchange, body.length / 2);
      case TRICKLE -> trickle(exchange, peer);
      case WHOLE -> send(exchange, body.length);
    }
  }

  /** With less than the whole body the connection ends, since the exchange is closed too early. */
  private void send(HttpExchange exchange, int length) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    if (status == 304 || body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
      if (manner.kind() == Manner.Kind.WHOLE) {
        exchange.sendResponseHeaders(status, -1);
      }
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    OutputStream out = exchange.getResponseBody();
    out.write(body, 0, length);
    out.flush();
    if (length == body.length) {
      out.close();
    }
  }

  private void trickle(HttpExchange exchange, Peer peer) throws IOException {
    if (body.length == 0) {
      peer.awaitGone(manner.time());
      in(Manner.WHOLE).send(exchange, 0);
      return;
    }
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int sent = 0; sent < body.length; sent++) {
        peer.awaitGone(manner.time().dividedBy(body.length));
        out.write(body[sent]);
        out.flush();
      }
    }
  }
}
