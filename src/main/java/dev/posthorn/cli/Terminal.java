package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes: data on stdout, words on stderr, both UTF-8 whatever the
 * locale.
 *
 * @param in stdin
 * @param out stdout: data only
 * @param err stderr: words
 * @param environment the environment variables
 * @param interactive whether a person sits at stdin
 * @param watched whether stderr is a terminal, on which a line may be drawn anew
 */
record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean interactive,
    boolean watched) {
  private static final String LOCALE = "LC_ALL";
  private static final String CALLERS_LOCALE = "posthorn.lc_all";
  private static final int LONGEST_ANSWER = 100;

  Terminal {
    environment = Map.copyOf(environment);
  }

  /** The process's own. */
  static Terminal ofProcess() {
    return ofProcess(new Stdout());
  }

  /** The process's own, whose stdout can be asked later why it took no more. */
  static Terminal ofProcess(Stdout stdout) {
    return new Terminal(
        System.in,
        utf8(stdout),
        utf8(new FileOutputStream(FileDescriptor.err)),
        environment(System.getenv(), System.getProperty(CALLERS_LOCALE)),
        // Java cannot tell on 17 and 25 alike; the launcher asks test(1).
        Boolean.getBoolean("posthorn.stdin.terminal"),
        Boolean.getBoolean("posthorn.stderr.terminal"));
  }

  /**
   * The environment as the caller of the launcher had it, which sets LC_ALL for Java alone.
   *
   * @param locale {@code =} and the caller's LC_ALL, empty where it was unset, null when the
   *     launcher did not start Java
   */
  static Map<String, String> environment(Map<String, String> own, @Nullable String locale) {
    if (locale == null) {
      return own;
    }
    Map<String, String> callers = new HashMap<>(own);
    callers.remove(LOCALE);
    if (!locale.isEmpty()) {
      callers.put(LOCALE, locale.substring(1));
    }
    return callers;
  }

  /** A program of the user's, to be started: with LC_ALL as it is in this environment, if it is. */
  ProcessBuilder program(List<String> words) {
    ProcessBuilder program = new ProcessBuilder(words);
    program.environment().remove(LOCALE);
    if (environment.containsKey(LOCALE)) {
      program.environment().put(LOCALE, environment.get(LOCALE));
    }
    return program;
  }

  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(new BufferedOutputStream(stream), true, UTF_8);
  }

  /** The same terminal for a command that runs inside another one. */
  Terminal with(InputStream input, PrintStream output, Map<String, String> variables) {
    return new Terminal(input, output, err, variables, false, false);
  }

  /** Writes a line of data to stdout. */
  void data(String line) {
    out.println(printable(line));
  }

  /** Writes one JSON document, on a line of its own, to stdout. */
  void json(JsonObject document) {
    Gson gson = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
    StringBuilder line = new StringBuilder();
    // Gson leaves DEL and the C1 controls as they are; a terminal would obey them.
    for (char c : gson.toJson(document).toCharArray()) {
      if (c >= 0x7f && c <= 0x9f) {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    out.println(line);
  }

  /** Writes words to stderr. */
  void say(String words) {
    err.println(printable(words));
  }

  /**
   * Asks a person who sits at stdin.
   *
   * @param question ends with a blank; the answer is typed on its line
   * @return whether the answer is y or yes; anything else, and no answer, is no
   */
  boolean confirmed(String question) throws IOException {
    err.print(printable(question));
    err.flush();
    StringBuilder answer = new StringBuilder();
    int b = in.read();
    while (b >= 0 && b != '\n' && answer.length() < LONGEST_ANSWER) {
      answer.append((char) b);
      b = in.read();
    }
    String word = answer.toString().strip().toLowerCase(Locale.ROOT);
    return word.equals("y") || word.equals("yes");
  }

  /** What other people wrote (labels, servers, file names) must not command this terminal. */
  private static String printable(String text) {
    StringBuilder shown = new StringBuilder(text);
    for (int i = 0; i < shown.length(); i++) {
      if (commands(shown.charAt(i))) {
        shown.setCharAt(i, '\uFFFD');
      }
    }
    return shown.toString();
  }

  private static boolean commands(char c) {
    int type = Character.getType(c);
    return type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || (type == Character.CONTROL && c != '\n' && c != '\t');
  }

  /** The same for one field of a line: it can end neither the field nor the line. */
  static String field(String text) {
    return printable(text).replace('\n', ' ').replace('\t', ' ');
  }
}
