package dev.posthorn.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be changed in a message, part by part. Parts have numbers, in the order in which their
 * heads begin; the message itself is 0. Filled while a message is looked at, and not afterwards.
 */
final class Plan {
  static final String UTF_8 = "text/plain; charset=UTF-8";

  private final Map<Integer, Set<Change>> changes = new HashMap<>();

  void add(int part, Change change) {
    changes.computeIfAbsent(part, key -> EnumSet.noneOf(Change.class)).add(change);
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  boolean has(int part, Change change) {
    return of(part).contains(change);
  }

  Set<Change> of(int part) {
    return changes.getOrDefault(part, Set.of());
  }

  /** The Content-Transfer-Encoding that a part is to declare; empty for the one it has. */
  String encoding(int part) {
    for (Change change : of(part)) {
      if (!change.encoding().isEmpty()) {
        return change.encoding();
      }
    }
    return "";
  }

  /** The Content-Type that a part is to declare; empty where it stays as it is. */
  String type(int part) {
    if (has(part, Change.DECLARE_UTF8)) {
      return UTF_8;
    }
    return has(part, Change.DECLARE_ASCII) ? "text/plain; charset=us-ascii" : "";
  }

  /** What is done, in words, each once. */
  List<String> words(String why) {
    Set<Change> all = EnumSet.noneOf(Change.class);
    for (Collection<Change> each : changes.values()) {
      all.addAll(each);
    }
    List<String> words = new ArrayList<>();
    for (Change change : all) {
      switch (change) {
        case TO_QUOTED_PRINTABLE -> words.add("text re-encoded as quoted-printable: " + why);
        case TO_BASE64 -> words.add("a part re-encoded as base64: " + why);
        case WRAP -> words.add("base64 or quoted-printable broken into shorter lines: " + why);
        case FOLD_HEAD -> words.add("the header of a part folded: " + why);
        case DROP_PREAMBLE, DROP_EPILOGUE -> {
          String gone = "what stood outside the parts of a multipart left out: " + why;
          if (!words.contains(gone)) {
            words.add(gone);
          }
        }
        case DECLARE_UTF8, DECLARE_ASCII, NOT_BINARY -> {
          // Follows from the others.
        }
      }
    }
    return words;
  }
}
