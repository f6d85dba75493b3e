package dev.posthorn.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happens to the mailboxes in one step: all of it or nothing. Immutable.
 *
 * @param added mail that arrives
 * @param removed ids of mail that goes
 * @param drafts ids of new drafts, with the ids of their messages
 * @param draftsGone ids of drafts that were sent or deleted; they must be there
 * @param uploads ids of upload sessions, with the answer that each gives from now on
 */
record Change(
    List<StoredMail> added,
    Set<String> removed,
    Map<String, String> drafts,
    Set<String> draftsGone,
    Map<String, Settled> uploads) {
  /** What a finished upload session answers to whoever asks again; status 404 when it is gone. */
  record Settled(int status, String json) {}

  static final Change NONE = new Change(List.of(), Set.of(), Map.of(), Set.of(), Map.of());

  Change {
    added = List.copyOf(added);
    removed = Set.copyOf(removed);
    drafts = Map.copyOf(drafts);
    draftsGone = Set.copyOf(draftsGone);
    uploads = Map.copyOf(uploads);
  }

  static Change adding(List<StoredMail> mails) {
    return new Change(mails, Set.of(), Map.of(), Set.of(), Map.of());
  }

  static Change newDraft(String draft, StoredMail message) {
    return new Change(List.of(message), Set.of(), Map.of(draft, message.id()), Set.of(), Map.of());
  }

  static Change draftGone(String draft, String message) {
    return new Change(List.of(), Set.of(message), Map.of(), Set.of(draft), Map.of());
  }

  static Change settled(String upload, int status, String json) {
    return new Change(
        List.of(), Set.of(), Map.of(), Set.of(), Map.of(upload, new Settled(status, json)));
  }

  /** Both at once. */
  Change and(Change other) {
    List<StoredMail> allAdded = new ArrayList<>(added);
    allAdded.addAll(other.added);
    Set<String> allRemoved = new LinkedHashSet<>(removed);
    allRemoved.addAll(other.removed);
    Map<String, String> allDrafts = new LinkedHashMap<>(drafts);
    allDrafts.putAll(other.drafts);
    Set<String> allGone = new LinkedHashSet<>(draftsGone);
    allGone.addAll(other.draftsGone);
    Map<String, Settled> allUploads = new LinkedHashMap<>(uploads);
    allUploads.putAll(other.uploads);
    return new Change(allAdded, allRemoved, allDrafts, allGone, allUploads);
  }
}
