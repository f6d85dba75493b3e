package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.send.SendReceipt;

/** What a command says of a message that was taken. */
final class Receipts {
  private Receipts() {}

  /** One JSON document when that is wanted, else the words given: an id, or nothing. */
  static void answer(PosthornCommand posthorn, SendReceipt receipt, String words) throws Stop {
    Terminal terminal = posthorn.terminal();
    posthorn.explain("sent as " + receipt.id() + " by " + receipt.via());
    if (posthorn.json) {
      terminal.json(json(receipt));
    } else if (!words.isEmpty()) {
      terminal.data(words);
    }
    if (terminal.out().checkError()) {
      // No exit code that a script might take for "not sent".
      throw new Stop(
          ExitCode.UNKNOWN,
          "The message was sent as " + receipt.id() + ", but stdout took no more.",
          "Do not send it again.");
    }
  }

  private static JsonObject json(SendReceipt receipt) {
    JsonObject document = new JsonObject();
    document.addProperty("id", receipt.id());
    document.addProperty("threadId", receipt.threadId());
    JsonArray labels = new JsonArray();
    receipt.labelIds().forEach(labels::add);
    document.add("labelIds", labels);
    document.addProperty("account", receipt.account());
    document.addProperty("via", receipt.via());
    return document;
  }
}
