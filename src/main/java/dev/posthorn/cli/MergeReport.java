package dev.posthorn.cli;

import com.google.gson.stream.JsonWriter;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows' results on stdout, written as they come, and how many there were of each kind:
 *
 * <pre>
 * row,key,state,id,recipient,detail
 * {"mergeId":…,"account":…,"rows":[{"row","key","state","id","recipient","detail"},…],"counts":{…}}
 * </pre>
 */
abstract sealed class MergeReport {
  final Map<String, Long> counts = new TreeMap<>();

  private MergeReport() {}

  static MergeReport of(PosthornCommand posthorn, boolean asJson, String mergeId, String account) {
    return asJson ? new Json(posthorn, mergeId, account) : new Csv(posthorn);
  }

  /** Writes a row's result. */
  final void add(MergeResult result) {
    counts.merge(result.state(), 1L, Long::sum);
    try {
      write(result);
    } catch (IOException e) {
      throw new UncheckedIOException("A PrintStream throws none.", e);
    }
  }

  /** How many rows ended so. */
  final long count(String state) {
    return counts.getOrDefault(state, 0L);
  }

  /** How many rows there were. */
  final long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The counts: {@code 2 refused, 998 sent}. */
  final String words() {
    return counts.entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }

  abstract void write(MergeResult result) throws IOException;

  /**
   * Ends the rows.
   *
   * @param failure why there are no more; null when these are all
   */
  abstract void end(@Nullable Failure failure) throws IOException;

  /**
   * Ends the rows for a failure.
   *
   * @return the exit code, when all has been said
   * @throws Exception the failure itself, when nothing was said that it could not follow
   */
  abstract ExitCode endBy(Exception failure) throws Exception;

  private static final class Csv extends MergeReport {
    private final CsvWriter csv;
    private boolean begun;

    Csv(PosthornCommand posthorn) {
      csv =
          CsvWriter.builder()
              .lineDelimiter(LineDelimiter.LF)
              .build(new OutputStreamWriter(posthorn.terminal().out(), StandardCharsets.UTF_8));
    }

    @Override
    void write(MergeResult result) {
      begin();
      csv.writeRecord(
          String.valueOf(result.row()),
          Terminal.field(result.key()),
          result.state(),
          result.id(),
          Terminal.field(result.recipient()),
          // CSV doubles the quotes within a field, which people would see.
          Terminal.field(result.detail()).replace('"', '\''));
    }

    private void begin() {
      if (!begun) {
        begun = true;
        csv.writeRecord("row", "key", "state", "id", "recipient", "detail");
      }
    }

    @Override
    void end(@Nullable Failure failure) throws IOException {
      begin();
      csv.flush();
    }

    @Override
    ExitCode endBy(Exception failure) throws Exception {
      csv.flush();
      throw failure; // Its words go to stderr.
    }
  }

  private static final class Json extends MergeReport {
    private final PosthornCommand posthorn;
    private final String mergeId;
    private final String account;
    private @Nullable JsonWriter json;

    Json(PosthornCommand posthorn, String mergeId, String account) {
      this.posthorn = posthorn;
      this.mergeId = mergeId;
      this.account = account;
    }

    private JsonWriter begun() throws IOException {
      if (json == null) {
        // From here on there is a document; nothing may be put into the middle of it.
        posthorn.lastWords().end();
        Writer out = new OutputStreamWriter(posthorn.terminal().out(), StandardCharsets.UTF_8);
        json = new JsonWriter(new SafeWriter(out));
        json.beginObject();
        json.name("mergeId").value(mergeId).name("account").value(account);
        json.name("rows").beginArray();
      }
      return json;
    }

    @Override
    void write(MergeResult result) throws IOException {
      JsonWriter to = begun();
      to.beginObject();
      to.name("row").value(result.row()).name("key").value(result.key());
      to.name("state").value(result.state()).name("id").value(result.id());
      to.name("recipient").value(result.recipient()).name("detail").value(result.detail());
      to.endObject();
    }

    @Override
    void end(@Nullable Failure failure) throws IOException {
      JsonWriter to = begun();
      to.endArray().name("counts").beginObject();
      for (Map.Entry<String, Long> count : counts.entrySet()) {
        to.name(count.getKey()).value(count.getValue());
      }
      to.endObject();
      if (failure != null) {
        to.name("error").jsonValue(failure.toJson().get("error").toString());
      }
      to.endObject();
      to.flush();
      posthorn.terminal().out().println();
    }

    @Override
    ExitCode endBy(Exception thrown) throws Exception {
      if (json == null) {
        throw thrown;
      }
      Failure failure = Failure.of(thrown);
      posthorn.terminal().say(failure.toWords());
      end(failure);
      return failure.code();
    }
  }

  /** Gson leaves DEL and the C1 controls as they are; a terminal would obey them. */
  private static final class SafeWriter extends FilterWriter {
    SafeWriter(Writer out) {
      super(out);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        write(text.charAt(i));
      }
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(int c) throws IOException {
      out.write(c >= 0x7f && c <= 0x9f ? String.format("\\u%04x", c) : Character.toString(c));
    }
  }
}
