package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A token endpoint that a test plays: it gets each form, and says what to answer. */
public final class TokenEndpoint implements AutoCloseable {
  private final HttpServer server;
  private final List<Map<String, String>> forms = new CopyOnWriteArrayList<>();
  private final Function<Map<String, String>, String> answers;

  public TokenEndpoint(Function<Map<String, String>, String> answers) throws IOException {
    this.answers = answers;
    byte[] loopback = {127, 0, 0, 1};
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(loopback), 0), 0);
    server.createContext("/token", this::answer);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
  }

  /** The forms that came, decoded, in their order. */
  public List<Map<String, String>> forms() {
    return List.copyOf(forms);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Takes a query or form apart. */
  public static Map<String, String> decode(String encoded) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = URLDecoder.decode(pair.substring(0, equals), UTF_8);
      String value = URLDecoder.decode(pair.substring(equals + 1), UTF_8);
      if (form.put(name, value) != null) {
        throw new IllegalStateException(name + " came twice");
      }
    }
    return form;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> form =
          decode(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      forms.add(form);
      byte[] body = answers.apply(form).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
