package dev.posthorn.outbox;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.MessageSource;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of messages, in rows of 256 KiB, so that no driver ever holds a message whole. They are
 * read a row at a time, each on a connection of its own: a slow upload holds none.
 */
final class Parts {
  private static final int PART_BYTES = 256 * 1024;

  private Parts() {}

  /** Keeps a message, in the transaction of the connection. */
  static void write(Connection connection, long entry, WireMessage message)
      throws SQLException, IOException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO posthorn_part (entry, part, bytes) VALUES (?, ?, ?)")) {
      Writer writer = new Writer(insert, entry);
      message.writeTo(writer);
      writer.finish();
    } catch (Writer.FailedException e) {
      throw e.failure;
    }
  }

  static void delete(Connection connection, long entry) throws SQLException {
    Sql.update(connection, "DELETE FROM posthorn_part WHERE entry = ?", entry);
  }

  /**
   * A message that is kept, for its envelope.
   *
   * @throws AttachmentException when the ledger cannot be read
   */
  static WireMessage message(Database database, Stored stored) throws AttachmentException {
    WireMessage message = WholeMessage.of(new Source(database, stored)).toWire(stored.recipients());
    return stored.gmailThread() == null ? message : message.inThread(stored.gmailThread());
  }

  /** Where a message is, and what is not among its bytes. */
  record Stored(long entry, long size, List<String> recipients, @Nullable String gmailThread) {}

  private record Source(Database database, Stored stored) implements MessageSource {
    @Override
    public long size() {
      return stored.size();
    }

    @Override
    public InputStream open() {
      return new Reader(database, stored.entry());
    }
  }

  private static final class Writer extends OutputStream {
    /** Brings what the database said through {@link WireMessage#writeTo}. */
    private static final class FailedException extends IOException {
      private static final long serialVersionUID = 1L;
      private final SQLException failure;

      FailedException(SQLException failure) {
        super(failure);
        this.failure = failure;
      }
    }

    private final PreparedStatement insert;
    private final long entry;
    private final byte[] buffer = new byte[PART_BYTES];
    private int used;
    private int part;

    Writer(PreparedStatement insert, long entry) {
      this.insert = insert;
      this.entry = entry;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        int next = Math.min(length - done, PART_BYTES - used);
        System.arraycopy(bytes, offset + done, buffer, used, next);
        used += next;
        done += next;
        if (used == PART_BYTES) {
          store();
        }
      }
    }

    /** Not closing: that would happen when the message fails in the middle, too. */
    void finish() throws IOException {
      if (used > 0) {
        store();
      }
    }

    private void store() throws IOException {
      try {
        insert.setLong(1, entry);
        insert.setInt(2, part++);
        insert.setBytes(3, used == PART_BYTES ? buffer : Arrays.copyOf(buffer, used));
        insert.executeUpdate();
        used = 0;
      } catch (SQLException e) {
        throw new FailedException(e);
      }
    }
  }

  private static final class Reader extends InputStream {
    private final Database database;
    private final long entry;
    private byte[] buffer = new byte[0];
    private int at;
    private int part;

    Reader(Database database, long entry) {
      this.database = database;
      this.entry = entry;
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, buffer.length - at);
      System.arraycopy(buffer, at, bytes, offset, count);
      at += count;
      return count;
    }

    private boolean fill() throws IOException {
      if (at < buffer.length) {
        return true;
      }
      try {
        Optional<byte[]> next =
            database.read(
                connection ->
                    Sql.first(
                        connection,
                        row -> row.getBytes(1),
                        "SELECT bytes FROM posthorn_part WHERE entry = ? AND part = ?",
                        entry,
                        part));
        if (next.isEmpty()) {
          return false;
        }
        buffer = next.get();
        at = 0;
        part++;
        return true;
      } catch (OutboxException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
