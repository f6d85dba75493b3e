package dev.posthorn.merge;

import dev.posthorn.message.Mail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A template in a folder of its own, filled with values that a test names. */
final class Merging {
  final Path folder;

  Merging(Path folder) {
    this.folder = folder;
  }

  Template template(String name, String source) throws MergeException {
    try {
      return Template.read(Files.writeString(folder.resolve(name), source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The letter of a row that has no problem. */
  Mail mail(String name, String source, String... values) throws MergeException {
    List<String> problems = new ArrayList<>();
    return template(name, source)
        .fill(row(values), problems)
        .orElseThrow(() -> new AssertionError(problems));
  }

  /** What stands in a letter's way. */
  List<String> problems(String name, String source, String... values) throws MergeException {
    List<String> problems = new ArrayList<>();
    if (template(name, source).fill(row(values), problems).isPresent()) {
      throw new AssertionError("no problem at all");
    }
    return problems;
  }

  /** Column, value, column, value … */
  static Map<String, String> row(String... values) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      row.put(values[i], values[i + 1]);
    }
    return row;
  }
}
