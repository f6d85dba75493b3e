package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One real process: started with an environment of its own, read to its end, never left behind. */
public final class Command {
  private static final long DEADLINE_SECONDS = 900;

  private final List<String> words;
  private final Map<String, String> environment = new HashMap<>();
  private Path folder = Path.of("").toAbsolutePath();
  private byte[] input = new byte[0];

  private Command(List<String> words) {
    this.words = words;
    environment.put("PATH", System.getenv("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
  }

  /** A command with nothing in its environment but PATH and this Java. */
  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** The launcher that {@code mvn package} made. */
  public static Command posthorn(String... arguments) {
    List<String> words = new java.util.ArrayList<>();
    words.add(Path.of("target/posthorn/bin/posthorn").toAbsolutePath().toString());
    words.addAll(List.of(arguments));
    return new Command(List.copyOf(words)).with("LANG", "C.UTF-8");
  }

  public Command with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Command without(String name) {
    environment.remove(name);
    return this;
  }

  public Command in(Path directory) {
    folder = directory;
    return this;
  }

  public Command stdin(String text) {
    input = text.getBytes(UTF_8);
    return this;
  }

  /** Starts the process; whoever calls this ends it. */
  public Process start() {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the process to its end. */
  public Result run() {
    Process process = start();
    try {
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input);
      } catch (IOException e) {
        // A process that reads no stdin may end before we have written it.
      }
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + DEADLINE_SECONDS + " s: " + words);
      }
      return new Result(process.exitValue(), out.join(), err.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task, "process-output").start());
  }

  /** What a process left: exit status, stdout, stderr. */
  public record Result(int status, String out, String err) {}
}
