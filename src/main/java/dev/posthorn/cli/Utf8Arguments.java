package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sees to it that arguments are what the caller wrote. Java puts U+FFFD where it cannot read one,
 * and that would be in a subject, or name another file.
 */
final class Utf8Arguments {
  private static final char UNREADABLE = '\uFFFD';

  /** The kernel's own record of the command line: each word with a NUL behind it. */
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Utf8Arguments() {}

  /** Refuses an argument that was not read as it was given. */
  static void check(String[] arguments) throws Stop {
    for (int at = 0; at < arguments.length; at++) {
      if (arguments[at].indexOf(UNREADABLE) >= 0) {
        check(arguments, at, System.getProperty("sun.jnu.encoding", ""), COMMAND_LINE);
      }
    }
  }

  /**
   * The same for one that holds a U+FFFD.
   *
   * @param encoding in which Java reads arguments
   * @param record where the bytes of all words of this process are
   */
  static void check(String[] arguments, int at, String encoding, Path record) throws Stop {
    if (!encoding.equalsIgnoreCase("UTF-8")) {
      throw new Stop(
          ExitCode.CONFIGURATION,
          "Java reads arguments as "
              + encoding
              + " here, so '"
              + arguments[at]
              + "' is not what was given.",
          "Install the locale C.UTF-8, or set LC_ALL to a UTF-8 locale that 'locale -a' lists.");
    }
    if (!isAsGiven(arguments, at, record)) {
      throw new Stop(
          ExitCode.USAGE,
          "The argument '" + arguments[at] + "' is not UTF-8.",
          "Give it in UTF-8 (iconv -f ISO-8859-1 -t UTF-8 converts); for a file with such a name,"
              + " rename it.");
    }
  }

  /** Whether it was given with that U+FFFD. Where the system keeps no record, it likely was not. */
  private static boolean isAsGiven(String[] arguments, int at, Path record) {
    try {
      List<byte[]> words = words(Files.readAllBytes(record));
      int word = words.size() - arguments.length + at;
      return word >= 0 && Arrays.equals(words.get(word), arguments[at].getBytes(UTF_8));
    } catch (IOException e) {
      return false;
    }
  }

  private static List<byte[]> words(byte[] record) {
    List<byte[]> words = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < record.length; at++) {
      if (record[at] == 0) {
        words.add(Arrays.copyOfRange(record, from, at));
        from = at + 1;
      }
    }
    return words;
  }
}
