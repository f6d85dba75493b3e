package dev.posthorn.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields of an entity while it is composed. Whatever order they are put in, they stand in the
 * usual one, which is Jakarta Mail's; those of one name stand together.
 */
final class FieldList {
  private static final List<String> USUAL =
      List.of(
          ("resent-date resent-from resent-sender resent-to resent-cc resent-bcc resent-message-id"
                  + " date from sender reply-to to cc bcc message-id in-reply-to references subject"
                  + " comments keywords errors-to mime-version content-type"
                  + " content-transfer-encoding content-md5")
              .split(" ", -1));

  private final Map<String, List<Field>> byName = new LinkedHashMap<>();

  FieldList() {
    for (String name : USUAL) {
      byName.put(name, new ArrayList<>());
    }
  }

  /** Puts a field in the place of all of its name. */
  void set(String name, String value) {
    named(name).clear();
    add(name, value);
  }

  /** Adds a field behind those of its name. */
  void add(String name, String value) {
    named(name).add(Field.of(name, value));
  }

  List<Field> all() {
    List<Field> all = new ArrayList<>();
    for (List<Field> named : byName.values()) {
      all.addAll(named);
    }
    return all;
  }

  private List<Field> named(String name) {
    return byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>());
  }
}
