package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The header of a message, field by field, each as it was written and in its order. Immutable. */
record Head(List<Field> fields) {
  Head {
    fields = List.copyOf(fields);
  }

  /**
   * Reads fields without the line ends that close them, folds their lines where they are too long,
   * and refuses what is none.
   */
  static Head ofLines(List<String> lines) {
    return new Head(lines.stream().map(line -> Folds.folded(new Field(line))).toList());
  }

  List<Field> all(String name) {
    List<Field> all = new ArrayList<>();
    for (Field field : fields) {
      if (field.isNamed(name)) {
        all.add(field);
      }
    }
    return all;
  }

  Optional<Field> first(String name) {
    for (Field field : fields) {
      if (field.isNamed(name)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /** Whether no field of that name says anything. */
  boolean lacks(String name) {
    return all(name).stream().allMatch(field -> field.text().isEmpty());
  }

  /**
   * Without some fields.
   *
   * @param names in lower case
   */
  Head without(Set<String> names) {
    List<Field> kept = new ArrayList<>();
    for (Field field : fields) {
      if (!names.contains(field.lowerName())) {
        kept.add(field);
      }
    }
    return kept.size() == fields.size() ? this : new Head(kept);
  }

  /** With one more field at the end. */
  Head with(Field field) {
    List<Field> more = new ArrayList<>(fields);
    more.add(field);
    return new Head(more);
  }

  /** With one field in place of all of that name: where the first was, else at the end. */
  Head withOnly(Field only) {
    List<Field> result = new ArrayList<>();
    boolean there = false;
    for (Field field : fields) {
      if (!field.isNamed(only.name())) {
        result.add(field);
      } else if (!there) {
        there = true;
        result.add(only);
      }
    }
    if (!there) {
      return with(only);
    }
    return result.equals(fields) ? this : new Head(result);
  }

  /** With each field changed, or left. */
  Head map(UnaryOperator<Field> change) {
    return new Head(fields.stream().map(change).toList());
  }

  /**
   * Refuses lines that no server need take.
   *
   * @param but names, in lower case, of fields that do not count
   * @throws InvalidMessageException when a line has more than 998 octets
   */
  void checkLines(Set<String> but) {
    for (Field field : fields) {
      int longest = Folds.longest(field.line());
      if (longest > Folds.LONGEST_LINE && !but.contains(field.lowerName())) {
        throw new InvalidMessageException(
            "The header \""
                + HeaderRules.shown(field.name())
                + "\" has a line of "
                + longest
                + " octets and no blank to fold it at; "
                + Folds.LONGEST_LINE
                + " are the most that servers take.");
      }
    }
  }

  /** As it goes over the wire, each field closed by CRLF, without the empty line behind them. */
  byte[] bytes() {
    StringBuilder lines = new StringBuilder();
    for (Field field : fields) {
      lines.append(field.line()).append("\r\n");
    }
    return lines.toString().getBytes(ISO_8859_1);
  }
}
