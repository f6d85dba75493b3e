package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The mailboxes on disk: one file, to which each {@link Change} is appended.
 *
 * <pre>
 * record = line octets
 * line   = {"added":[{"account","id","threadId","labelIds","received","octets","changes"}…],
 *           "removed":[id…], "drafts":{draft:id…}, "draftsGone":[draft…],
 *           "uploads":{session:{"status","json"}…}} LF
 * octets = the added mails, RFC 5322, one behind the other, each "octets" long
 * "changes" is missing where there are none, and in logs of older sandboxes
 * </pre>
 *
 * <p>A record that was not written to its end, since the process was killed, is cut off when the
 * file is opened: its change did not happen. Nothing is forced to the disk, so a power failure may
 * lose mail. Not thread-safe.
 */
final class MailLog implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private MailLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens the file, made with mode 0600 where it is not there, and plays every change in it.
   *
   * @throws IOException when it cannot be read or holds something else
   */
  static MailLog open(Path file, Consumer<Change> each) throws IOException {
    FileChannel channel = PrivateFiles.open(file);
    try {
      MailLog log = new MailLog(file, channel);
      log.replay(each);
      return log;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void replay(Consumer<Change> each) throws IOException {
    long whole = 0;
    for (Change change = next(whole); change != null; change = next(whole)) {
      each.accept(change);
      whole = channel.position();
    }
    channel.truncate(whole);
    channel.position(whole);
  }

  /** Reads the record at this position; null when there is none that is whole. */
  private @org.jspecify.annotations.Nullable Change next(long start) throws IOException {
    byte[] line = line(start);
    if (line == null) {
      return null;
    }
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(line))) {
      JsonObject json = reader.readObject();
      List<StoredMail> added = new ArrayList<>();
      channel.position(start + line.length + 1);
      for (JsonObject mail : json.getJsonArray("added").getValuesAs(JsonObject.class)) {
        ByteBuffer octets = ByteBuffer.allocate(mail.getInt("octets"));
        while (octets.hasRemaining() && channel.read(octets) >= 0) {}
        if (octets.hasRemaining()) {
          return null;
        }
        added.add(mail(mail, octets.array()));
      }
      return change(json, added);
    } catch (RuntimeException e) { // the JSON parser's own, a missing name, a broken mail
      throw new IOException(file + " is damaged at octet " + start, e);
    }
  }

  private byte @org.jspecify.annotations.Nullable [] line(long start) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
    long at = start;
    while (channel.read(buffer.clear(), at) > 0) {
      buffer.flip();
      at += buffer.remaining();
      while (buffer.hasRemaining()) {
        byte octet = buffer.get();
        if (octet == '\n') {
          return line.toByteArray();
        }
        line.write(octet);
      }
    }
    return null;
  }

  private static StoredMail mail(JsonObject json, byte[] octets) {
    return new StoredMail(
        json.getString("account"),
        json.getString("id"),
        json.getString("threadId"),
        texts(json.getJsonArray("labelIds")),
        Rfc822.parse(octets),
        Instant.ofEpochMilli(json.getJsonNumber("received").longValueExact()),
        json.containsKey("changes") ? texts(json.getJsonArray("changes")) : List.of());
  }

  private static Change change(JsonObject json, List<StoredMail> added) {
    Map<String, String> drafts = new LinkedHashMap<>();
    json.getJsonObject("drafts")
        .forEach((draft, id) -> drafts.put(draft, ((JsonString) id).getString()));
    Map<String, Change.Settled> uploads = new LinkedHashMap<>();
    json.getJsonObject("uploads")
        .forEach(
            (id, value) -> {
              JsonObject settled = value.asJsonObject();
              uploads.put(
                  id, new Change.Settled(settled.getInt("status"), settled.getString("json")));
            });
    Set<String> removed = new HashSet<>(texts(json.getJsonArray("removed")));
    Set<String> gone = new HashSet<>(texts(json.getJsonArray("draftsGone")));
    return new Change(added, removed, drafts, gone, uploads);
  }

  private static List<String> texts(JsonArray array) {
    return array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
  }

  /** Writes a change in one go. */
  void append(Change change) {
    ByteArrayOutputStream mails = new ByteArrayOutputStream();
    JsonArrayBuilder added = Json.createArrayBuilder();
    for (StoredMail stored : change.added()) {
      byte[] octets = stored.mail().bytes();
      mails.writeBytes(octets);
      JsonObjectBuilder mail =
          Json.createObjectBuilder()
              .add("account", stored.account())
              .add("id", stored.id())
              .add("threadId", stored.threadId())
              .add("labelIds", Json.createArrayBuilder(stored.labelIds()))
              .add("received", stored.received().toEpochMilli())
              .add("octets", octets.length);
      if (!stored.changes().isEmpty()) {
        mail.add("changes", Json.createArrayBuilder(stored.changes()));
      }
      added.add(mail);
    }
    byte[] line = (rest(change).add("added", added).build() + "\n").getBytes(UTF_8);
    ByteBuffer record = ByteBuffer.allocate(line.length + mails.size());
    record.put(line).put(mails.toByteArray()).flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private static JsonObjectBuilder rest(Change change) {
    JsonObjectBuilder drafts = Json.createObjectBuilder();
    change.drafts().forEach(drafts::add);
    JsonObjectBuilder uploads = Json.createObjectBuilder();
    change
        .uploads()
        .forEach(
            (id, settled) ->
                uploads.add(
                    id,
                    Json.createObjectBuilder()
                        .add("status", settled.status())
                        .add("json", settled.json())));
    return Json.createObjectBuilder()
        .add("removed", Json.createArrayBuilder(change.removed()))
        .add("drafts", drafts)
        .add("draftsGone", Json.createArrayBuilder(change.draftsGone()))
        .add("uploads", uploads);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
