package dev.posthorn.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.message.Address;
import dev.posthorn.message.Mailbox;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What tells a row from all others of its table: a column's value, or the addresses in To. */
final class RowKey {
  private static final int LONGEST = 120;
  private static final int HASH = 16;

  private RowKey() {}

  static String ofColumn(String column, String value) throws RowFault {
    String key = Cells.name(value);
    if (key.isEmpty()) {
      throw new RowFault("its key is empty (column " + Shown.of(column) + ")");
    }
    if (key.chars().anyMatch(Character::isISOControl)) {
      throw new RowFault("its key holds a line break or a control character: " + Shown.of(key));
    }
    return shortened(key);
  }

  /** Addresses that differ by case alone are one person's. */
  static String ofRecipients(List<Address> to) {
    String key =
        to.stream()
            .flatMap(address -> address.mailboxes().stream())
            .map(Mailbox::address)
            .map(address -> address.toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));
    return shortened(key);
  }

  private static String shortened(String key) {
    if (key.length() <= LONGEST) {
      return key;
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
      int end = key.offsetByCodePoints(0, key.codePointCount(0, LONGEST - HASH - 2));
      return key.substring(0, end) + "~" + HexFormat.of().formatHex(hash).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
