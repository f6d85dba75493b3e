package dev.posthorn.cli;

import dev.posthorn.outbox.OutboxEntry.Via;

/**
 * What all letters of a merge have in common.
 *
 * @param mergeId what their keys begin with
 * @param sender who sends
 * @param via by which way
 * @param timing when, as asked for; a merge that is run again keeps its first time
 */
record MergeTerms(String mergeId, Sender sender, Via via, Timing timing) {
  /** The key of a row in the outbox. */
  String key(String rowKey) {
    return mergeId + "/" + rowKey;
  }

  /** Whether a key of the outbox is one of this merge. */
  boolean isOurs(String key) {
    return key.startsWith(mergeId + "/");
  }
}
