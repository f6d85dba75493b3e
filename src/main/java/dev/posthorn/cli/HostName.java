package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * How this machine is called, by what it knows itself: the kernel and /etc. No DNS is asked, as
 * {@link java.net.InetAddress#getLocalHost()} would: it may take seconds, or answer for somebody
 * else.
 *
 * @param own without a domain; empty when nothing tells
 * @param full with its domain; empty when nothing tells
 */
record HostName(String own, String full) {

  /** This machine's. */
  static HostName ofMachine() {
    return in(Path.of("/"));
  }

  /**
   * Reads what a system's files say.
   *
   * @param root where its {@code /etc} is
   */
  static HostName in(Path root) {
    String name = firstWord(root.resolve("proc/sys/kernel/hostname"));
    if (name.isEmpty()) {
      name = firstWord(root.resolve("etc/hostname"));
    }
    int dot = name.indexOf('.');
    if (dot >= 0) {
      return new HostName(name.substring(0, dot), name);
    }
    return new HostName(name, name.isEmpty() ? "" : fullIn(root.resolve("etc/hosts"), name));
  }

  private static String firstWord(Path file) {
    for (String line : lines(file)) {
      @Nullable String word = firstWord(line);
      if (word != null) {
        return word;
      }
    }
    return "";
  }

  private static @Nullable String firstWord(String line) {
    StringTokenizer words = words(line);
    return words.hasMoreTokens() ? words.nextToken() : null;
  }

  /** The full name beside {@code myhost} in {@code 127.0.1.1 myhost.example.org myhost}. */
  private static String fullIn(Path hosts, String name) {
    for (String line : lines(hosts)) {
      StringTokenizer words = words(line);
      while (words.hasMoreTokens()) {
        String word = words.nextToken();
        if (word.startsWith(name + ".")) {
          return word;
        }
      }
    }
    return "";
  }

  private static StringTokenizer words(String line) {
    int comment = line.indexOf('#');
    return new StringTokenizer(
        (comment < 0 ? line : line.substring(0, comment)).toLowerCase(Locale.ROOT));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, ISO_8859_1);
    } catch (IOException e) {
      return List.of(); // A system that has no such file.
    }
  }
}
