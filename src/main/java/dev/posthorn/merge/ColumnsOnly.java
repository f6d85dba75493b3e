package dev.posthorn.merge;

import com.samskivert.mustache.Mustache.Collector;
import com.samskivert.mustache.Mustache.VariableFetcher;
import com.samskivert.mustache.Template;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What Mustache may look at: the columns of a row, and nothing else. (Its own collector would call
 * any method of any object that a name fits to, such as {@code length()} of a text.)
 */
final class ColumnsOnly implements Collector {
  /**
   * A row.
   *
   * @param slots by column
   */
  record Slots(Map<String, Slot> slots) {}

  /**
   * A column of it.
   *
   * @param token stands for the value
   * @param truth whether a section of it is shown
   */
  record Slot(String token, boolean truth) {}

  /** A section of a column is shown once or not at all. */
  @Override
  public @Nullable Iterator<?> toIterator(Object value) {
    return value instanceof Slot slot
        ? (slot.truth() ? List.of(slot) : List.of()).iterator()
        : null;
  }

  @Override
  public @Nullable VariableFetcher createFetcher(Object context, String name) {
    return context instanceof Slots ? ColumnsOnly::fetch : null;
  }

  private static Object fetch(Object context, String name) {
    Slot slot = ((Slots) context).slots().get(Cells.name(name));
    return slot == null ? Template.NO_FETCHER_FOUND : slot;
  }

  @Override
  public <K, V> Map<K, V> createFetcherCache() {
    return new ConcurrentHashMap<>();
  }
}
