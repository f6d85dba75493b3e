package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;

/** Turns header values as people mean them into header values as the wire wants them. */
final class HeaderText {
  /** The longest word that is written as it is, where encoding it would change its meaning. */
  private static final int LONGEST_WORD = 900;

  /** More blanks than this between two words are encoded along with them, to keep lines short. */
  private static final int LONGEST_GAP = 40;

  private static final int LONGEST_QUOTED_NAME = 60;

  private HeaderText() {}

  /** A subject: free text, in which any word may be encoded (RFC 2047 §5 (1)). */
  static String subject(String text) {
    return unstructured("Subject", text, HeaderLine.WIDTH - 1);
  }

  /**
   * Any other field: words of ASCII stay as they are, since they may be addresses, URLs or message
   * ids, which an encoding would destroy.
   */
  static String field(Header header) {
    return unstructured(header.name(), header.value(), LONGEST_WORD);
  }

  /** A list of addresses (RFC 5322 §3.4), folded between them. */
  static String addresses(String field, List<? extends Address> addresses) {
    HeaderLine line = new HeaderLine(field);
    for (int i = 0; i < addresses.size(); i++) {
      String comma = i < addresses.size() - 1 ? "," : "";
      Address address = addresses.get(i);
      if (address instanceof Group group) {
        put(line, group, comma);
      } else if (address instanceof Mailbox mailbox) {
        put(line, mailbox, comma);
      }
    }
    return line.value();
  }

  private static void put(HeaderLine line, Group group, String comma) {
    List<Mailbox> members = group.members();
    String end = ";" + comma;
    String name = group.name();
    if (mustEncodeName(name)) {
      // The colon apart: an encoded-word in a phrase has a blank behind it (RFC 2047 §5 (3)).
      line.encoded(" ", name).word(" ", members.isEmpty() ? ":" + end : ":");
    } else {
      line.word(" ", Phrase.of(name) + (members.isEmpty() ? ":" + end : ":"));
    }
    for (int i = 0; i < members.size(); i++) {
      put(line, members.get(i), i < members.size() - 1 ? "," : end);
    }
  }

  private static void put(HeaderLine line, Mailbox mailbox, String comma) {
    String name = mailbox.name();
    if (name.isEmpty()) {
      line.word(" ", mailbox.address() + comma);
      return;
    }
    String address = "<" + mailbox.address() + ">" + comma;
    if (mustEncodeName(name)) {
      line.encoded(" ", name).word(" ", address);
    } else if (name.length() + address.length() < HeaderLine.WIDTH - "\"\" ".length()) {
      line.word(" ", Phrase.of(name) + " " + address);
    } else {
      line.word(" ", Phrase.of(name)).word(" ", address);
    }
  }

  private static boolean mustEncodeName(String name) {
    return !isPrintableAscii(name) || name.contains("=?") || name.length() > LONGEST_QUOTED_NAME;
  }

  private static String unstructured(String name, String text, int longestWord) {
    HeaderLine line = new HeaderLine(name);
    List<Run> runs = runs(text, longestWord);
    for (Run run : runs) {
      if (run.encode()) {
        line.encoded(run.blanks(), run.text());
      } else {
        line.word(run.blanks(), run.text());
      }
    }
    return line.value();
  }

  /** A word, or several with their blanks that are encoded together. */
  private record Run(String blanks, String text, boolean encode) {}

  private static List<Run> runs(String text, int longestWord) {
    List<Run> runs = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int word = at;
      while (word < text.length() && HeaderRules.isBlank(text.charAt(word))) {
        word++;
      }
      int end = word;
      while (end < text.length() && !HeaderRules.isBlank(text.charAt(end))) {
        end++;
      }
      add(runs, new Run(text.substring(at, word), text.substring(word, end), false), longestWord);
      at = end;
    }
    return runs;
  }

  /** Blanks between two encoded-words are lost in reading (RFC 2047 §6.2), so they are encoded. */
  private static void add(List<Run> runs, Run run, int longestWord) {
    boolean gap = run.blanks().length() > LONGEST_GAP;
    boolean encode = gap || mustEncode(run.text(), longestWord);
    Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
    if (last != null && encode && (last.encode() || gap)) {
      String joined = last.text() + run.blanks() + run.text();
      runs.set(runs.size() - 1, new Run(last.blanks(), joined, true));
      joinBackwards(runs);
    } else {
      runs.add(new Run(run.blanks(), run.text(), encode));
    }
  }

  /** A plain word that was encoded for the gap behind it may now stand beside an encoded one. */
  private static void joinBackwards(List<Run> runs) {
    int last = runs.size() - 1;
    if (last > 0 && runs.get(last - 1).encode()) {
      Run behind = runs.remove(last);
      Run ahead = runs.get(last - 1);
      String joined = ahead.text() + behind.blanks() + behind.text();
      runs.set(last - 1, new Run(ahead.blanks(), joined, true));
    }
  }

  private static boolean mustEncode(String word, int longestWord) {
    return word.length() > longestWord || word.contains("=?") || !isPrintableAscii(word);
  }

  static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7F) {
        return false;
      }
    }
    return true;
  }
}
