package dev.posthorn.cli;

import dev.posthorn.merge.MergedRow;
import dev.posthorn.outbox.OutboxEntry;

/**
 * What became of a row.
 *
 * @param row its number, from 1; 0 for the header
 * @param key the row's own part of its key; empty when it is not known
 * @param state that of its entry in the outbox, or one of the words below
 * @param id the entry's id; empty when it has none
 * @param recipient the first address; empty when it is not known
 * @param detail why, or the provider's id of the message; may be empty
 */
record MergeResult(long row, String key, String state, String id, String recipient, String detail) {
  /** It could be sent. */
  static final String READY = "ready";

  /** No letter can be made of it. */
  static final String PROBLEM = "problem";

  /** Its key belongs to another letter. */
  static final String KEY_TAKEN = "key-taken";

  /** The outbox does not have it (any more). */
  static final String MISSING = "missing";

  static MergeResult ready(MergedRow row) {
    return new MergeResult(row.number(), row.key(), READY, "", row.recipient(), "");
  }

  static MergeResult problem(MergedRow.Problem row) {
    String line = row.number() == 0 ? "the header: " : "line " + row.line() + ": ";
    String why = String.join("; ", row.reasons());
    return new MergeResult(row.number(), row.key(), PROBLEM, "", row.recipient(), line + why);
  }

  static MergeResult without(MergedRow row, String state, String detail) {
    return new MergeResult(row.number(), row.key(), state, "", row.recipient(), detail);
  }

  static MergeResult of(MergedRow row, OutboxEntry entry) {
    String detail =
        entry.receipt().map(OutboxEntry.Receipt::id).orElse(entry.why() + " " + entry.remedy());
    return new MergeResult(
        row.number(), row.key(), entry.state().word(), entry.id(), row.recipient(), detail.strip());
  }
}
