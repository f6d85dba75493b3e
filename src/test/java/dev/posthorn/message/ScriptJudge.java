package dev.posthorn.message;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.posthorn.testing.Needs;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A judge in a process of its own, started when it is first asked. Not thread-safe. */
final class ScriptJudge implements Judge {
  private final String name;
  private final String interpreter;
  private final String script;
  private final String howToGet;
  private Process process;

  ScriptJudge(String name, String interpreter, String script, String howToGet) {
    this.name = name;
    this.interpreter = interpreter;
    this.script = script;
    this.howToGet = howToGet;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public JsonObject read(byte[] message) throws IOException {
    if (process == null) {
      Needs.program(interpreter, howToGet);
      Needs.success(howToGet, interpreter, "-c", imports());
      Path path = Path.of(URI.create(ScriptJudge.class.getResource(script).toString()));
      process =
          new ProcessBuilder(interpreter, path.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    }
    try (var json = Json.createReader(new ByteArrayInputStream(ask(message)))) {
      return json.readObject();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private String imports() {
    return script.contains("gmime")
        ? "import gi; gi.require_version('GMime', '3.0'); from gi.repository import GMime"
        : "import email";
  }

  private byte[] ask(byte[] message) throws IOException {
    CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> exchange(message));
    try {
      return answer.get(60, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException(name + " did not answer.", e);
    }
  }

  private byte[] exchange(byte[] message) {
    try {
      DataOutputStream requests = new DataOutputStream(process.getOutputStream());
      requests.writeInt(message.length);
      requests.write(message);
      requests.flush();
      DataInputStream answers = new DataInputStream(process.getInputStream());
      return answers.readNBytes(answers.readInt());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
