package dev.posthorn.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a command line that no shell sees: they are split at blanks, and {@code '…'} and
 * {@code "…"} keep blanks together; nothing else is special.
 */
final class CommandWords {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;
  private char quote;

  private CommandWords() {}

  /**
   * Splits a line.
   *
   * @throws IllegalArgumentException when a quote is left open
   */
  static List<String> split(String line) {
    CommandWords all = new CommandWords();
    line.chars().forEach(c -> all.read((char) c));
    if (all.quote != 0) {
      throw new IllegalArgumentException("a quote is left open");
    }
    all.end();
    return List.copyOf(all.words);
  }

  private void read(char c) {
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
      begun = true;
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      end();
    } else {
      word.append(c);
      begun = true;
    }
  }

  private void end() {
    if (begun) {
      words.add(word.toString());
    }
    word.setLength(0);
    begun = false;
  }
}
