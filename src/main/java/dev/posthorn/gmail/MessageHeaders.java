package dev.posthorn.gmail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a reply needs to know of the message that it answers.
 *
 * <p>Immutable and thread-safe. Everything here was written by others: texts are one line each,
 * without control characters, and what is no message id is left out.
 *
 * @param id Gmail's id of the message, never blank
 * @param threadId Gmail's id of its thread, empty when it named none
 * @param messageId its Message-ID, with its angle brackets; empty when it has none
 * @param references the Message-IDs of its References, or of its In-Reply-To when it has none,
 *     oldest first, with their angle brackets
 * @param subject its subject, decoded; empty when it has none
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4">RFC 5322 §3.6.4</a>
 */
public record MessageHeaders(
    String id, String threadId, String messageId, List<String> references, String subject) {
  /**
   * Checks and copies.
   *
   * @param id see the record
   * @param threadId see the record
   * @param messageId see the record
   * @param references see the record; copied
   * @param subject see the record
   * @throws IllegalArgumentException when the id is blank
   */
  public MessageHeaders {
    if (id.isBlank()) {
      throw new IllegalArgumentException("A message needs an id.");
    }
    references = List.copyOf(references);
  }

  /**
   * The References of an answer: those of this message, then its own id (RFC 5322 §3.6.4).
   *
   * @return message ids, oldest first; empty when this message has no Message-ID, since its
   *     ancestors alone would put the answer in the wrong place
   */
  public List<String> referencesOfReply() {
    if (messageId.isEmpty()) {
      return List.of();
    }
    List<String> all = new ArrayList<>(references);
    all.remove(messageId);
    all.add(messageId);
    return List.copyOf(all);
  }

  /**
   * The subject of an answer: Gmail keeps a thread together only under the same one.
   *
   * @return this subject with one {@code Re: } in front, which is not doubled
   */
  public String subjectOfReply() {
    return subject.toLowerCase(Locale.ROOT).startsWith("re:") ? subject : "Re: " + subject;
  }
}
