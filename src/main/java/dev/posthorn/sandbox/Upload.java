package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A resumable upload that is not finished: a file of what was received so far. Whoever works with
 * one holds its monitor.
 */
final class Upload {
  private static final int BUFFER = 64 * 1024;

  /**
   * What was said when it was started.
   *
   * @param total the length of the whole mail; -1 when it was not said
   */
  record Start(String id, String call, String account, String threadId, long total) {
    JsonObject json() {
      return Json.createObjectBuilder()
          .add("id", id)
          .add("call", call)
          .add("account", account)
          .add("threadId", threadId)
          .add("total", total)
          .build();
    }

    static Start of(JsonObject json) {
      return new Start(
          json.getString("id"),
          json.getString("call"),
          json.getString("account"),
          json.getString("threadId"),
          json.getJsonNumber("total").longValueExact());
    }
  }

  private final Start start;
  private final Path file;
  private int reports;

  Upload(Start start, Path file) {
    this.start = start;
    this.file = file;
  }

  Start start() {
    return start;
  }

  long received() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /**
   * Takes in octets as they come, so that those before a break are kept.
   *
   * @param from where the first octet of the stream belongs; those that are there already pass by
   * @param until where to stop
   * @return the position after the last octet that came
   */
  long receive(InputStream in, long from, long until) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long at = from;
    try (FileChannel channel = PrivateFiles.open(file)) {
      long have = channel.size();
      channel.position(have);
      while (at < until) {
        int read = in.read(buffer, 0, (int) Math.min(BUFFER, until - at));
        if (read < 0) {
          return at;
        }
        int old = (int) Math.min(read, Math.max(0, have - at));
        ByteBuffer fresh = ByteBuffer.wrap(buffer, old, read - old);
        while (fresh.hasRemaining()) {
          channel.write(fresh);
        }
        at += read;
      }
    }
    return at;
  }

  byte[] octets() throws IOException {
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  /** What has arrived, as Google writes it and as its own documentation does, in turn. */
  String range(long received) {
    reports++;
    return (reports % 2 == 1 ? "bytes=0-" : "0-") + (received - 1);
  }
}
