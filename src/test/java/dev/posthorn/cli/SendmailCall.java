package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a program called sendmail, and what came of it: many a program drops the exit status and what
 * is said.
 *
 * @param words the options and addresses
 * @param written the message as the program wrote it, each octet a character
 */
record SendmailCall(List<String> words, String written, int code, String said) {
  /** For what hangs; what is merely slow is waited for. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String SCRIPT =
      """
      #!/bin/sh
      %s
      call=$(mktemp -d '%s/XXXXXX')
      printf '%%s\\n' "$@" >"$call/words"
      cat >"$call/written"
      '%s' "$@" <"$call/written" 2>"$call/said"
      echo $? >"$call/ended"
      mv "$call/ended" "$call/code"
      cat "$call/said" >&2
      read code <"$call/code"
      exit "$code"
      """;

  /**
   * Makes a program that calls sendmail and keeps how it was called.
   *
   * @param environment what sendmail is to have, whatever the caller leaves it
   */
  static Path recorder(Path folder, Path sendmail, Map<String, String> environment)
      throws IOException {
    Path calls = Files.createDirectory(folder.resolve("calls"));
    StringBuilder exports = new StringBuilder();
    environment.forEach((name, value) -> exports.append("export " + name + "='" + value + "'\n"));
    Path script = folder.resolve("recorder");
    Files.writeString(script, SCRIPT.formatted(exports, calls, sendmail), UTF_8);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** All calls, when at least so many have been made and have ended. */
  static List<SendmailCall> ended(Path folder, int least) throws Exception {
    Await.until(
        PATIENCE,
        least + " calls of sendmail",
        () ->
            calls(folder).size() >= least
                && calls(folder).stream().allMatch(call -> Files.exists(call.resolve("code"))));
    List<SendmailCall> read = new ArrayList<>();
    for (Path call : calls(folder)) {
      read.add(read(call));
    }
    return read;
  }

  private static List<Path> calls(Path folder) throws IOException {
    try (Stream<Path> calls = Files.list(folder.resolve("calls"))) {
      return calls.toList();
    }
  }

  private static SendmailCall read(Path call) throws IOException {
    return new SendmailCall(
        Files.readAllLines(call.resolve("words"), UTF_8),
        Files.readString(call.resolve("written"), ISO_8859_1),
        Integer.parseInt(Files.readString(call.resolve("code")).strip()),
        Files.readString(call.resolve("said"), UTF_8));
  }
}
