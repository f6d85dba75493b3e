package dev.posthorn.merge;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.posthorn.merge.MergeException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows that are JSON objects, one a line (jsonlines.org). */
final class JsonRows extends Rows {
  private static final int LONGEST_LINE = 1 << 20;

  private final String name;
  private final StrictReader reader;
  private final StringBuilder text = new StringBuilder();
  private final char[] buffer = new char[1 << 13];
  private int at;
  private int end;
  private long line;
  private long number;

  JsonRows(String name, StrictReader reader) {
    this.name = name;
    this.reader = reader;
  }

  @Override
  public Optional<List<String>> columns() {
    return Optional.empty();
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public Optional<Row> next() throws MergeException {
    try {
      while (readLine()) {
        if (!Cells.isBlank(text.toString())) {
          return Optional.of(row(text.toString()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw RecipientTable.unreadable(name, e);
    }
  }

  /** Reads a line of bounded length into {@link #text}; false at the end. */
  private boolean readLine() throws IOException, MergeException {
    text.setLength(0);
    boolean any = false;
    while (at < end || fill()) {
      any = true;
      char c = buffer[at++];
      if (c == '\n') {
        break;
      }
      text.append(c);
      if (text.length() > LONGEST_LINE) {
        throw new MergeException(
            Kind.DATA,
            name + ", line " + (line + 1) + " has more than 1,048,576 characters.",
            "Each line is one JSON object.",
            null);
      }
    }
    line += any ? 1 : 0;
    return any;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, reader.read(buffer, 0, buffer.length));
    return end > 0;
  }

  private Row row(String json) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    try (JsonReader in = new JsonReader(new StringReader(json))) {
      in.setStrictness(Strictness.STRICT);
      in.beginObject();
      while (in.hasNext()) {
        member(in, values, problems);
      }
      in.endObject();
      if (in.peek() != JsonToken.END_DOCUMENT) {
        problems.add("something follows the object");
      }
    } catch (MalformedJsonException | EOFException | IllegalStateException e) {
      problems.add("it is no JSON object on one line");
    } catch (IOException e) {
      throw new IllegalStateException("A text in memory could not be read.", e);
    }
    return new Row(++number, line, values, problems);
  }

  private static void member(JsonReader in, Map<String, String> values, List<String> problems)
      throws IOException {
    String column = Cells.name(in.nextName());
    String value = "";
    switch (in.peek()) {
      case STRING, NUMBER -> value = in.nextString();
      case BOOLEAN -> value = String.valueOf(in.nextBoolean());
      case NULL -> in.nextNull();
      default -> {
        problems.add("the value of " + Shown.of(column) + " is an object or a list");
        in.skipValue();
      }
    }
    if (column.isEmpty()) {
      problems.add("a value has no name");
    } else if (values.put(column, value) != null) {
      problems.add("two values are named " + Shown.of(column));
    }
  }

  @Override
  public void close() throws MergeException {
    try {
      reader.close();
    } catch (IOException e) {
      throw RecipientTable.unreadable(name, e);
    }
  }
}
