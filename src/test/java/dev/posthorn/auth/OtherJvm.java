package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A second JVM that runs a main class of these tests, spoken with by lines. */
final class OtherJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private OtherJvm(Process process) {
    this.process = process;
    this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static OtherJvm start(Class<?> main, Object... arguments) throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    List<String> command =
        new ArrayList<>(
            List.of(java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx64m", "-cp", leanClassPath(), main.getName()));
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new OtherJvm(process);
  }

  /** The next line that it prints; null at its end. */
  String line() throws IOException {
    return out.readLine();
  }

  /** Presses Enter. */
  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Kills it as kill -9 does, and reads what it had still said. */
  List<String> kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipe as well.
    List<String> last = out.lines().toList();
    process.waitFor();
    return last;
  }

  int exit() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Only what auth needs: each jar more makes each of hundreds of starts slower. */
  private static String leanClassPath() throws IOException {
    // Ours first: folders of classes for a unit test, the packaged jar for an integration test.
    Stream<String> ours = Stream.of(place(OtherJvm.class), place(Home.class));
    Stream<String> theirs =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(
                entry ->
                    entry.matches(
                        ".*/(google-(http|oauth)-client|google-http-client-gson|gson|guava"
                            + "|failureaccess|opencensus-[a-z-]*|grpc-[a-z-]*|jspecify)"
                            + "-[0-9][^/]*\\.jar"));
    return Stream.concat(ours, theirs).collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) throws IOException {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IOException("Cannot tell where " + type + " was loaded from", e);
    }
  }
}
