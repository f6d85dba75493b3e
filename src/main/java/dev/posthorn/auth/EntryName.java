package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule that makes a file name of an account, and an account of a file name.
 *
 * <p>{@code a-z 0-9 @ . _ + -} stand for themselves; every other byte of the UTF-8 text becomes
 * {@code %} and two lower-case hexadecimal digits, and so does a dot or hyphen in front. Capital
 * letters are among the others: two accounts never share a file where the file system ignores case.
 * {@code .json} follows. Names of more than {@value #LONGEST} such characters, empty ones, and text
 * that is not Unicode are refused, since they could not be turned back.
 */
final class EntryName {
  /** Leaves room for the suffix of a file moved aside; most file systems end at 255 bytes. */
  static final int LONGEST = 200;

  private static final String SUFFIX = ".json";
  private static final Pattern ENCODED = Pattern.compile("([a-z0-9@._+-]|%[0-9a-f]{2})+");

  private EntryName() {}

  /**
   * The file name of an account.
   *
   * @throws AuthException of kind TOKEN_FILE when no file can be named after it
   */
  static String fileOf(String account) throws AuthException {
    byte[] bytes = account.getBytes(UTF_8);
    StringBuilder name = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean first = name.isEmpty();
      if (isPlain(c) && !(first && (c == '.' || c == '-'))) {
        name.append(c);
      } else {
        name.append(String.format("%%%02x", (int) c));
      }
    }
    if (name.isEmpty() || name.length() > LONGEST || !new String(bytes, UTF_8).equals(account)) {
      throw new AuthException(
          AuthException.Kind.TOKEN_FILE,
          "No token file can be named after this account: it is empty, too long or not Unicode.",
          "Name an e-mail address, such as --account ann@example.com.");
    }
    return name + SUFFIX;
  }

  /** The account of a file name, or empty when the file is not one of ours. */
  static Optional<String> accountOf(String fileName) throws AuthException {
    if (!fileName.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    String name = fileName.substring(0, fileName.length() - SUFFIX.length());
    if (name.length() > LONGEST || !ENCODED.matcher(name).matches()) {
      return Optional.empty();
    }
    String account = decode(name);
    return fileOf(account).equals(fileName) ? Optional.of(account) : Optional.empty();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "@._+-".indexOf(c) >= 0;
  }

  private static String decode(String name) {
    byte[] bytes = new byte[name.length()];
    int length = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) Integer.parseInt(name.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return new String(bytes, 0, length, UTF_8);
  }
}
