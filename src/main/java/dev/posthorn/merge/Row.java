package dev.posthorn.merge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One recipient's values. Immutable.
 *
 * @param number 1 for the first row after the header, or the first object; empty lines do not count
 * @param line the line of the file that it begins on, from 1
 * @param values by column, in the table's order; values are as they stand in the file, blanks
 *     included
 * @param problems what is wrong with the shape of the row, in words; the values of such a row may
 *     stand in the wrong columns. Usually empty
 */
public record Row(long number, long line, Map<String, String> values, List<String> problems) {
  /**
   * Copies.
   *
   * @param number see the record
   * @param line see the record
   * @param values see the record; copied
   * @param problems see the record; copied
   */
  public Row {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    problems = List.copyOf(problems);
  }
}
