package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rule for {@code local@domain}: RFC 5322 §3.4.1 without its obsolete forms, lengths and
 * domains by RFC 5321 §4.1.2 and §4.5.3.1.
 */
final class AddrSpec {
  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 253;
  private static final Pattern DOT_ATOM =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  /**
   * Narrower than RFC 5322 §3.2.4, as RFC 5321 §4.1.2 advises: Python loses blanks at the edges,
   * Jakarta Mail the end of the string after an escape, and then the mail goes astray.
   */
  private static final Pattern QUOTED = Pattern.compile("\"[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*+\"");

  private static final Pattern DOMAIN =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
  private static final Pattern LITERAL =
      Pattern.compile("\\[([0-9]{1,3}(\\.[0-9]{1,3}){3}|IPv6:[0-9A-Fa-f:.]+)]");

  /**
   * IDNA 2003, which Java speaks, and IDNA 2008 send these to different domains (RFC 5894 §7.2).
   */
  private static final String DEVIATIONS = "ßẞς\u200C\u200D";

  private AddrSpec() {}

  /** The address in the one form that the wire and comparisons use. */
  static String normalise(String address) {
    String fault = fault(address);
    if (fault != null) {
      throw bad(address, fault);
    }
    int at = address.lastIndexOf('@');
    return local(address.substring(0, at)) + "@" + domain(address.substring(at + 1));
  }

  static InvalidMessageException bad(String address, String why) {
    return new InvalidMessageException(
        "Bad address \"" + HeaderRules.shown(address) + "\": " + why + ".");
  }

  /** Why this is no address; null when it is one. */
  static @Nullable String fault(String address) {
    int at = address.lastIndexOf('@');
    if (address.isEmpty()) {
      return "it is empty";
    }
    if (at < 0) {
      return "it has no @ and no domain";
    }
    String fault = localFault(address.substring(0, at));
    return fault != null ? fault : domainFault(address.substring(at + 1));
  }

  /**
   * Reads over a source route, as in {@code @a.example,@b.example:ann@x.org} (RFC 5322 §4.4), which
   * every receiver is to ignore (RFC 5321 §4.1.2, appendix C).
   *
   * @param at where its first @ stands
   * @return where the address begins; -1 when that is no route
   */
  static int behindRoute(String text, int at) {
    int colon = text.indexOf(':', at);
    if (colon < 0) {
      return -1;
    }
    for (String hop : text.substring(at, colon).split(",", -1)) {
      String domain = hop.strip();
      boolean isHop = domain.startsWith("@") && domainFault(domain.substring(1)) == null;
      if (!isHop && !domain.isEmpty()) {
        return -1;
      }
    }
    return colon + 1;
  }

  private static @Nullable String localFault(String local) {
    if (local.isEmpty()) {
      return "nothing stands before the @";
    }
    if (local.chars().anyMatch(c -> c > 0x7F)) {
      return "what stands before the @ must be ASCII; other characters need SMTPUTF8 (RFC 6531),"
          + " which Posthorn does not speak";
    }
    if (local.getBytes(UTF_8).length > LONGEST_LOCAL_PART) {
      return "what stands before the @ is longer than " + LONGEST_LOCAL_PART;
    }
    if (DOT_ATOM.matcher(local).matches() || QUOTED.matcher(local).matches()) {
      return null;
    }
    if (local.startsWith("\"")) {
      return "a quoted part before the @ must not be empty, hold a backslash or a quote, or have blanks"
          + " at its ends or side by side; programs disagree about such addresses";
    }
    if (local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
      return "a dot before the @ must have something on either side";
    }
    int bad = local.chars().filter(c -> !isAtext(c)).findFirst().orElse(0);
    return "it must not hold " + HeaderRules.name(bad) + " before the @";
  }

  private static boolean isAtext(int c) {
    return c == '.' || DOT_ATOM.matcher(Character.toString(c)).matches();
  }

  private static @Nullable String domainFault(String domain) {
    if (domain.isEmpty()) {
      return "nothing stands after the @";
    }
    if (domain.length() > LONGEST_DOMAIN) {
      return "its domain is longer than " + LONGEST_DOMAIN;
    }
    if (isPlain(domain)) {
      return null;
    }
    int deviation = domain.chars().filter(c -> DEVIATIONS.indexOf(c) >= 0).findFirst().orElse(0);
    if (deviation != 0) {
      return "the old and the new rules of international domains disagree about "
          + HeaderRules.name(deviation)
          + "; write the domain in its xn-- form";
    }
    try {
      String ascii = IDN.toASCII(domain, 0);
      if (DOMAIN.matcher(ascii).matches() && ascii.length() <= LONGEST_DOMAIN) {
        return null;
      }
    } catch (IllegalArgumentException e) {
      return "its domain is not a valid one ("
          + HeaderRules.shown(String.valueOf(e.getMessage()))
          + ")";
    }
    return "its domain is not a valid one";
  }

  /** Quotes are dropped where they are not needed: {@code "ann"@x} is {@code ann@x}. */
  private static String local(String local) {
    if (!local.startsWith("\"")) {
      return local;
    }
    String content = local.substring(1, local.length() - 1);
    return DOT_ATOM.matcher(content).matches() ? content : local;
  }

  private static String domain(String domain) {
    if (LITERAL.matcher(domain).matches()) {
      return domain;
    }
    return (isPlain(domain) ? domain : IDN.toASCII(domain, 0)).toLowerCase(Locale.ROOT);
  }

  /** What IDN would leave as it is; asking it loads tables of all of Unicode. */
  private static boolean isPlain(String domain) {
    return DOMAIN.matcher(domain).matches() || LITERAL.matcher(domain).matches();
  }
}
