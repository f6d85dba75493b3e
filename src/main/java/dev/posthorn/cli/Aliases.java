package dev.posthorn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who stands behind names without a domain, as in the aliases file of <a
 * href="https://marlam.de/msmtp/msmtp.html#Aliases-file">msmtp</a>:
 *
 * <pre>
 * # Comment
 * root: ann@example.com, bob@example.com
 * cron: root
 * www@box.example: bob@example.com
 * default: ann@example.com
 * </pre>
 *
 * <p>Names are compared without regard to case. A replacement may be another alias. {@code default}
 * stands for every name of this machine that has no line of its own.
 *
 * <p>A line whose name has a domain is for that very address. An address of this machine ({@link
 * LocalDomains}) without such a line is its name alone: {@code root@localhost} is {@code root}. At
 * the host's full name it is so only where a line has that name, since the same domain may also
 * have mailboxes elsewhere; so {@code default} never counts for it.
 *
 * <p>A file of sendmail's own is read, too: a line that begins with a blank continues the one
 * before it, unless it is an alias itself, and a name may stand in double quotes. What is wrong or
 * foreign in such a file, as a program or a file to write to, hurts only whoever writes to that
 * name; a line that is no alias at all, whoever writes to a name that no other line knows.
 * Immutable.
 */
final class Aliases {
  private static final String DEFAULT = "default";

  /** What sendmail's own aliases may hold besides: a program, a file, :include:. */
  private static final Pattern NO_ADDRESS = Pattern.compile("\"?[|/:]");

  private static final Pattern ALIAS = Pattern.compile("\\s*(\"[^\"]+\"|[^\\s\":]+)\\s*:(.*)");

  /** Enough for any organisation; a wrong file is no list of aliases. */
  private static final long LONGEST = 1 << 20;

  private final String source;
  private final Map<String, Line> lines;
  private final String stray;
  private final LocalDomains domains;

  private Aliases(String source, Map<String, Line> lines, String stray, LocalDomains domains) {
    this.source = source;
    this.lines = lines;
    this.stray = stray;
    this.domains = domains;
  }

  /** No alias at all. */
  static Aliases none(LocalDomains domains) {
    return new Aliases("", Map.of(), "", domains);
  }

  /** Reads a file that nobody else may write. */
  static Aliases read(Path file, LocalDomains domains) throws Stop {
    try {
      OwnFile.refuseIfOthersMayWrite(file);
      if (Files.size(file) > LONGEST) {
        throw new Stop(ExitCode.CONFIGURATION, file + " is too long for a list of aliases.", "");
      }
      return parse(file.toString(), TextFile.read(file), domains);
    } catch (IOException e) {
      throw new Stop(
          ExitCode.CONFIGURATION,
          "Cannot read the aliases in " + file + Causes.why(e) + ".",
          "Make it a readable UTF-8 file, or leave --aliases away.",
          e);
    }
  }

  static Aliases parse(String source, String text, LocalDomains domains) {
    Map<String, Line> lines = new HashMap<>();
    String stray = "";
    for (Logical logical : Logical.split(text)) {
      String where = source + ", line " + logical.number();
      Matcher alias = ALIAS.matcher(logical.text());
      if (alias.matches()) {
        String name = key(alias.group(1));
        Line line = Line.of(alias.group(2), where);
        lines.merge(
            name, line, (one, other) -> Line.wrong(where + " gives " + name + " once more"));
      } else if (stray.isEmpty()) {
        stray = where + " is no alias";
      }
    }
    return new Aliases(source, lines, stray, domains);
  }

  /**
   * What a name stands for.
   *
   * @param words addresses and names; none when the line is wrong
   * @param fault why it is wrong; empty when it is not
   */
  private record Line(List<String> words, String fault) {
    static final Line NONE = new Line(List.of(), "");

    static Line of(String list, String where) {
      List<String> words = AddressWords.split(list);
      return words.isEmpty() ? wrong(where + " names nobody") : new Line(words, "");
    }

    static Line wrong(String fault) {
      return new Line(List.of(), fault);
    }
  }

  /**
   * A line with those that continue it, without comments.
   *
   * @param number that of its first line
   */
  private record Logical(int number, StringBuilder text) {
    static List<Logical> split(String text) {
      List<Logical> all = new ArrayList<>();
      int number = 0;
      for (String raw : text.split("\\R", -1)) {
        number++;
        int comment = raw.indexOf('#');
        String line = comment < 0 ? raw : raw.substring(0, comment);
        if (line.isBlank()) {
          continue;
        }
        boolean continues =
            Character.isWhitespace(line.charAt(0)) && !ALIAS.matcher(line).matches();
        if (continues && !all.isEmpty()) {
          all.get(all.size() - 1).text().append(' ').append(line.strip());
        } else {
          all.add(new Logical(number, new StringBuilder(line.strip())));
        }
      }
      return all;
    }
  }

  private static Stop wrong(String what) {
    return new Stop(
        ExitCode.CONFIGURATION,
        "The aliases are wrong: " + what + ".",
        "Write lines such as: root: ann@example.com, bob@example.com");
  }

  /**
   * The addresses that a name stands for, each once; the address itself when it is none of this
   * machine and no line has it.
   *
   * @param address an address, perhaps with a display name, or a name without a domain
   * @return empty when nothing tells who is behind the name
   * @throws Stop when the line of that name, or one that it leads to, is wrong; or a line is no
   *     alias and nothing else tells who is behind the name
   */
  List<String> resolve(String address) throws Stop {
    Set<String> found = new LinkedHashSet<>();
    resolve(address, found, new ArrayList<>());
    return List.copyOf(found);
  }

  private void resolve(String address, Set<String> found, List<String> chain) throws Stop {
    if (NO_ADDRESS.matcher(address).lookingAt()) {
      throw leadsNowhere(chain, address, "a program or a file, to which no mail goes from here");
    }
    String name = name(address);
    boolean isLocal = isLocal(name);
    // An address that stands for itself, and perhaps for others, is what it is.
    if (!isLocal && (!lines.containsKey(name) || chain.contains(name))) {
      found.add(address);
      return;
    }
    Line line = lines.getOrDefault(name, lines.getOrDefault(DEFAULT, Line.NONE));
    String fault = line.equals(Line.NONE) ? stray : line.fault();
    if (!fault.isEmpty()) {
      throw wrong(fault);
    }
    if (chain.contains(name)) {
      throw leadsNowhere(chain, name, "a circle");
    }
    if (line.words().isEmpty() && !chain.isEmpty()) {
      throw leadsNowhere(chain, name, "nobody");
    }
    chain.add(name);
    for (String next : line.words()) {
      resolve(next, found, chain);
    }
    chain.remove(chain.size() - 1);
  }

  /** Whether an address is of this machine, or has a line of its own. */
  boolean concern(String address) {
    String name = name(address);
    return isLocal(name) || lines.containsKey(name);
  }

  /** Whether an address is of this machine, so that without an alias nothing gets there. */
  boolean isLocal(String address) {
    String plain = bare(address);
    int at = plain.lastIndexOf('@');
    return at < 0 || domains.contains(plain.substring(at + 1).toLowerCase(Locale.ROOT));
  }

  /** Every line, each with the fault that it may have. */
  int check() throws Stop {
    if (!stray.isEmpty()) {
      throw wrong(stray);
    }
    for (String name : lines.keySet()) {
      resolve(name);
    }
    return lines.size();
  }

  /** The name by which an address is looked up; the whole address where no shorter one counts. */
  private String name(String address) {
    String whole = key(bare(address));
    int at = whole.lastIndexOf('@');
    if (at < 0 || lines.containsKey(whole)) {
      return whole;
    }
    String user = whole.substring(0, at);
    String domain = whole.substring(at + 1);
    boolean isUser =
        domains.contains(domain) || (lines.containsKey(user) && domains.isHost(domain));
    return isUser ? key(user) : whole;
  }

  /** {@code ann@example.com} of {@code Ann <ann@example.com>}, {@code root} of {@code <root>}. */
  private static String bare(String word) {
    int open = word.indexOf('<');
    if (open < 0 && word.indexOf('(') < 0) {
      return word;
    }
    String address = LocalNames.bare(word);
    int close = word.indexOf('>', open);
    boolean isName = address.isEmpty() && open >= 0 && close == word.length() - 1;
    return isName ? word.substring(open + 1, close) : address.isEmpty() ? word : address;
  }

  private Stop leadsNowhere(List<String> chain, String last, String what) {
    return new Stop(
        ExitCode.CONFIGURATION,
        "The aliases in "
            + source
            + " lead to "
            + what
            + ": "
            + String.join(" → ", chain)
            + " → "
            + last
            + ".",
        "Let each end in an address with a domain.");
  }

  private static String key(String name) {
    String plain = name.strip();
    boolean quoted = plain.length() > 2 && plain.startsWith("\"") && plain.endsWith("\"");
    return (quoted ? plain.substring(1, plain.length() - 1) : plain).toLowerCase(Locale.ROOT);
  }
}
