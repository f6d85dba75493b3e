package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.merge.MailMerge;
import dev.posthorn.merge.MergeException;
import dev.posthorn.merge.MergedRow;
import dev.posthorn.merge.MergedRow.Letter;
import dev.posthorn.merge.MergedRow.Problem;
import dev.posthorn.merge.MergedRows;
import dev.posthorn.message.Mail;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first letters as they would go, and what stands in the way of the others among them. */
final class MergePreview {
  private final PosthornCommand posthorn;
  private final String from;
  private final JsonArray messages = new JsonArray();
  private long problems;

  /**
   * A preview.
   *
   * @param from the bare address for a missing From; empty to leave it out
   */
  MergePreview(PosthornCommand posthorn, String from) {
    this.posthorn = posthorn;
    this.from = from;
  }

  /** Prints the letters of all rows. */
  ExitCode print(MailMerge merge) throws MergeException, IOException {
    try (MergedRows rows = merge.open()) {
      for (Optional<MergedRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get() instanceof Letter letter) {
          print(letter);
        } else if (row.get() instanceof Problem problem) {
          problems++;
          posthorn
              .terminal()
              .say(
                  "posthorn: row "
                      + problem.number()
                      + ": "
                      + String.join("; ", problem.reasons()));
        }
      }
    }
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.add("messages", messages);
      document.addProperty("problems", problems);
      posthorn.terminal().json(document);
    }
    return problems == 0 ? ExitCode.OK : ExitCode.DATA;
  }

  private void print(Letter letter) throws IOException {
    Mail mail = letter.mail();
    if (!from.isEmpty()) {
      mail = mail.withFromIfAbsent(new Mailbox("", from));
    }
    WireMessage wire = MimeComposer.create().toWire(mail);
    if (!posthorn.json) {
      posthorn.say("posthorn: row " + letter.number() + ", " + letter.key());
      wire.writeTo(posthorn.terminal().out());
      posthorn.terminal().out().println();
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    wire.writeTo(bytes);
    JsonObject one = new JsonObject();
    one.addProperty("row", letter.number());
    one.addProperty("key", letter.key());
    one.addProperty("message", bytes.toString(StandardCharsets.UTF_8));
    messages.add(one);
  }
}
