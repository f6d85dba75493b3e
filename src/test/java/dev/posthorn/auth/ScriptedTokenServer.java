package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;

/** A real token endpoint on loopback: answers what it was told to, else what it always answers. */
final class ScriptedTokenServer implements AutoCloseable {
  /** What a request is answered with. */
  interface Answer {
    void write(HttpExchange exchange) throws IOException;
  }

  private final IntFunction<String> usual;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Answer> script = new LinkedBlockingQueue<>();
  private final List<Map<String, String>> forms = new CopyOnWriteArrayList<>();

  /** Gives a new token each time. */
  ScriptedTokenServer() throws IOException {
    this(count -> token("access-" + count));
  }

  /**
   * Gives an answer of the test's.
   *
   * @param usual makes the answer's body from the number of forms that came
   */
  ScriptedTokenServer(IntFunction<String> usual) throws IOException {
    this.usual = usual;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/token", this::handle);
    server.start();
  }

  URI tokenUri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
  }

  ScriptedTokenServer then(int status, String body, String... headers) {
    return then(exchange -> send(exchange, status, body, headers));
  }

  ScriptedTokenServer then(Answer answer) {
    script.add(answer);
    return this;
  }

  /** The forms that were posted, in the order of their coming. */
  List<Map<String, String>> forms() {
    return forms;
  }

  int unused() {
    return script.size();
  }

  static String token(String value) {
    return """
        {"access_token": "%s", "token_type": "Bearer", "expires_in": 3599}"""
        .formatted(value);
  }

  /** Takes a query or form apart. */
  static Map<String, String> decode(String encoded) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : encoded.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      String name = URLDecoder.decode(parts[0], UTF_8);
      if (form.put(name, URLDecoder.decode(parts[1], UTF_8)) != null) {
        throw new IllegalStateException(name + " came twice");
      }
    }
    return form;
  }

  static void send(HttpExchange exchange, int status, String body, String... headers)
      throws IOException {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      forms.add(decode(new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      Answer answer = script.poll();
      if (answer == null) {
        send(exchange, 200, usual.apply(forms.size()));
      } else {
        answer.write(exchange);
      }
    }
  }
}
