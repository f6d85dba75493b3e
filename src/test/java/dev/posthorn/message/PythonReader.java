package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Needs;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** A Python process that reads messages back, for one class of tests. */
final class PythonReader implements AutoCloseable {
  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream answers;
  private final ExecutorService asker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "python");
            thread.setDaemon(true);
            return thread;
          });

  private PythonReader(Process process) {
    this.process = process;
    this.requests = new DataOutputStream(process.getOutputStream());
    this.answers = new DataInputStream(process.getInputStream());
  }

  static PythonReader start() throws IOException {
    Needs.program("python3", "apt-get install python3");
    Path script = Path.of(URI.create(PythonReader.class.getResource("read_back.py").toString()));
    return new PythonReader(
        new ProcessBuilder("python3", "-I", script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Composes, writes and reads back; fails where the reader found any defect. */
  Read read(Mail mail) throws IOException {
    return read(Wire.bytes(mail));
  }

  Read read(byte[] message) throws IOException {
    byte[] answer = ask(message);
    try (var json = Json.createReader(new ByteArrayInputStream(answer))) {
      Read read = new Read(json.readObject());
      assertThat(read.json.getString("failure", "")).as(new String(message, UTF_8)).isEmpty();
      assertThat(read.json.getJsonArray("defects")).as(new String(message, UTF_8)).isEmpty();
      return read;
    }
  }

  /** In a thread of its own, so that there is an end to the waiting. */
  private byte[] ask(byte[] message) throws IOException {
    Future<byte[]> answer =
        asker.submit(
            () -> {
              requests.writeInt(message.length);
              requests.write(message);
              requests.flush();
              return answers.readNBytes(answers.readInt());
            });
    try {
      return answer.get(30, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("Python did not answer.", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    asker.shutdownNow();
  }

  /** What Python made of a message. */
  record Read(JsonObject json) {
    List<String> header(String name) {
      List<String> values = new ArrayList<>();
      for (var pair : json.getJsonArray("headers")) {
        if (pair.asJsonArray().getString(0).equalsIgnoreCase(name)) {
          values.add(pair.asJsonArray().getString(1));
        }
      }
      return values;
    }

    List<Mailbox> addresses(String field) {
      assertThat(json.getJsonArray("groups")).isEmpty();
      var found = json.getJsonObject("addresses").getJsonArray(field.toLowerCase(Locale.ROOT));
      return found == null
          ? List.of()
          : found.stream()
              .map(
                  pair ->
                      new Mailbox(pair.asJsonArray().getString(0), pair.asJsonArray().getString(1)))
              .toList();
    }

    List<String> groups() {
      return json.getJsonArray("groups").stream().map(g -> ((JsonString) g).getString()).toList();
    }

    Part body() {
      return new Part(json.getJsonObject("body"));
    }
  }

  record Part(JsonObject json) {
    String type() {
      return json.getString("type");
    }

    String encoding() {
      return json.getString("encoding");
    }

    String disposition() {
      return json.getString("disposition");
    }

    String fileName() {
      return json.getString("fileName");
    }

    /** The text with line feeds for line ends; null where the part is no text. */
    String text() {
      JsonString text = json.getJsonString("text");
      return text == null ? null : text.getString().replace("\r\n", "\n");
    }

    byte[] bytes() {
      return Base64.getDecoder().decode(json.getString("bytes"));
    }

    List<Part> parts() {
      return json.getJsonArray("parts").stream().map(p -> new Part(p.asJsonObject())).toList();
    }
  }
}
