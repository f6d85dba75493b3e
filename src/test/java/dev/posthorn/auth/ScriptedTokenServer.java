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

/** A real token endpoint on loopback: answers what it was told to, else a new token each time. */
final class ScriptedTokenServer implements AutoCloseable {
  /** What a request is answered with. */
  interface Answer {
    void write(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Answer> script = new LinkedBlockingQueue<>();
  private final List<Map<String, String>> forms = new CopyOnWriteArrayList<>();

  ScriptedTokenServer() throws IOException {
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
      String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Map<String, String> fields = new TreeMap<>();
      for (String field : form.split("&", -1)) {
        String[] pair = field.split("=", 2);
        fields.put(pair[0], URLDecoder.decode(pair[1], UTF_8));
      }
      forms.add(fields);
      Answer answer = script.poll();
      if (answer == null) {
        send(exchange, 200, token("access-" + forms.size()));
      } else {
        answer.write(exchange);
      }
    }
  }
}
