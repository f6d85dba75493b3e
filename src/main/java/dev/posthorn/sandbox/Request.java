package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.EOFException;
import java.io.FilterInputStream;
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
  private final Peer peer;
  private final Map<String, String> pathValues;
  private final InputStream body;

  Request(HttpExchange exchange, Peer peer) {
    this(exchange, peer, Map.of(), exchange.getRequestBody());
  }

  private Request(
      HttpExchange exchange, Peer peer, Map<String, String> pathValues, InputStream body) {
    this.exchange = exchange;
    this.peer = peer;
    this.pathValues = Map.copyOf(pathValues);
    this.body = body;
  }

  Request withPathValues(Map<String, String> values) {
    return new Request(exchange, peer, values, body);
  }

  /** The same request, but its body breaks off with a CutException after so many octets. */
  Request cutAfter(int octets) {
    return new Request(exchange, peer, pathValues, new CutStream(body, octets));
  }

  Peer peer() {
    return peer;
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

  /** Whether a web page of another origin sent it (Fetch §3.2; Fetch Metadata §2.3). */
  boolean fromElsewhere() {
    String own = "http://" + header("Host").orElse("");
    boolean otherOrigin = headers("Origin").stream().anyMatch(it -> !it.equalsIgnoreCase(own));
    List<String> sites = headers("Sec-Fetch-Site");
    return otherOrigin || !List.of("same-origin", "none").containsAll(sites);
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

  /** The body as a stream, unpacked when it came gzipped. */
  InputStream stream() throws IOException {
    return unpacked();
  }

  /** How long the body says it is; -1 when it does not. */
  long contentLength() {
    String length = header("Content-Length").orElse("");
    return length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1;
  }

  private InputStream unpacked() throws IOException {
    if (!"gzip".equalsIgnoreCase(header("Content-Encoding").orElse(""))) {
      return body;
    }
    try {
      return new GZIPInputStream(body);
    } catch (ZipException | EOFException e) {
      throw new Refusal(Pages.badRequest("The body is not gzip, although the request says so."));
    }
  }

  /** A body that broke off where a plan of faults wants it. */
  static final class CutException extends IOException {
    private static final long serialVersionUID = 1L;

    CutException() {
      super("cut by the plan of faults");
    }
  }

  private static final class CutStream extends FilterInputStream {
    private int left;

    CutStream(InputStream in, int octets) {
      super(in);
      this.left = octets;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      read(one, 0, 1);
      return one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = left == 0 ? -1 : super.read(buffer, offset, Math.min(left, length));
      if (read < 0) {
        throw new CutException();
      }
      left -= read;
      return read;
    }
  }
}
