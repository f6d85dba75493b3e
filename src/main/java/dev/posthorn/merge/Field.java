package dev.posthorn.merge;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.MailBuilder;
import java.util.List;
import java.util.Map;

/** A part of a letter that is written anew for each row. Immutable. */
interface Field {
  /** The columns that it needs. */
  List<String> columns();

  /**
   * Writes it.
   *
   * @param values holds all {@link #columns()}
   * @throws InvalidMessageException when the message takes no such value
   * @throws RowFault when a value cannot stand there
   * @throws MergeException when the template cannot be filled so
   */
  void fill(Map<String, String> values, MailBuilder mail)
      throws RowFault, MergeException, AttachmentException;
}
