package dev.posthorn.cli.probe;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What Gmail answered while a probe sent its messages. It is kept for a later run that only reads:
 *
 * <pre>{"letters":{"plain":"sent",…},"session":200,"draftAgain":404}</pre>
 *
 * @param letters what became of each message that was tried
 * @param session the status of the completed upload session; 0 for no answer, -1 when it was not
 *     asked
 * @param draftAgain the status of the second drafts.send; 0 and -1 likewise
 */
public record SendingLog(Map<Letter, Sent> letters, int session, int draftAgain) {
  /** Not asked. */
  static final int NOT_ASKED = -1;

  /** What became of a message. */
  public enum Sent {
    /** Gmail took it. */
    SENT,
    /** Gmail did not take it as it is. */
    REFUSED,
    /** It surely was not sent, for another reason. */
    NOT_SENT,
    /** The answer got lost. */
    UNKNOWN
  }

  /**
   * Copies.
   *
   * @param letters see the record
   * @param session see the record
   * @param draftAgain see the record
   */
  public SendingLog {
    letters = letters.isEmpty() ? Map.of() : Map.copyOf(letters);
  }

  /**
   * One that knows nothing, of a probe that was sent elsewhere.
   *
   * @return no message, no answer
   */
  public static SendingLog empty() {
    return new SendingLog(Map.of(), NOT_ASKED, NOT_ASKED);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param text JSON
   * @return empty when it is anything else
   */
  public static Optional<SendingLog> parse(String text) {
    try {
      JsonObject log = JsonParser.parseString(text).getAsJsonObject();
      Map<Letter, Sent> letters = new EnumMap<>(Letter.class);
      JsonObject told = log.getAsJsonObject("letters");
      for (Letter letter : Letter.values()) {
        JsonElement sent = told.get(letter.word());
        if (sent instanceof JsonPrimitive word) {
          letters.put(letter, Sent.valueOf(word.getAsString().toUpperCase(Locale.ROOT)));
        }
      }
      return Optional.of(
          new SendingLog(letters, log.get("session").getAsInt(), log.get("draftAgain").getAsInt()));
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | NullPointerException
        | UnsupportedOperationException
        | ClassCastException e) {
      return Optional.empty(); // Another program's file, or half of one.
    }
  }

  /**
   * Writes it.
   *
   * @return JSON, without an address
   */
  public String toJson() {
    JsonObject told = new JsonObject();
    for (Letter letter : Letter.values()) {
      if (letters.containsKey(letter)) {
        told.addProperty(letter.word(), letters.get(letter).name().toLowerCase(Locale.ROOT));
      }
    }
    JsonObject log = new JsonObject();
    log.add("letters", told);
    log.addProperty("session", session);
    log.addProperty("draftAgain", draftAgain);
    return log.toString();
  }
}
