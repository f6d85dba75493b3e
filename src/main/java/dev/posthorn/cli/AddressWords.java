package dev.posthorn.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A comma-separated list of addresses that may lack a domain, so that no parser of mail takes it.
 */
final class AddressWords {
  private AddressWords() {}

  /** Splits at the commas outside of quotes, comments and angle brackets; blanks around go. */
  static List<String> split(String list) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    int depth = 0;
    for (int at = 0; at < list.length(); at++) {
      char c = list.charAt(at);
      if (c == '\\' && at + 1 < list.length()) {
        word.append(c).append(list.charAt(++at));
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == '<')) {
        depth++;
      } else if (!quoted && (c == ')' || c == '>')) {
        depth--;
      }
      if (c == ',' && !quoted && depth <= 0) {
        add(words, word);
      } else {
        word.append(c);
      }
    }
    add(words, word);
    return words;
  }

  private static void add(List<String> words, StringBuilder word) {
    String text = word.toString().strip();
    if (!text.isEmpty()) {
      words.add(text);
    }
    word.setLength(0);
  }

  /** Whether this names a mailbox of this machine, as cron's {@code root} does. */
  static boolean isLocal(String address) {
    return address.indexOf('@') < 0;
  }
}
