package dev.posthorn.gmail;

import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import java.util.Collection;
import java.util.List;

/**
 * A call to Gmail, in the words of its errors, with the scopes that open it.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/auth/scopes">Gmail API scopes</a>
 */
public enum Operation {
  /**
   * users.messages.send.
   *
   * @see <a
   *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send">its
   *     scopes</a>
   */
  SEND("Cannot send from ", Scope.SEND),
  /**
   * users.labels.list; neither gmail.send nor gmail.compose opens it.
   *
   * @see <a
   *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels/list">its
   *     scopes</a>
   */
  LABELS("Cannot list the labels of ", Scope.LABELS),
  /**
   * users.drafts.create, get, send and delete; gmail.send does not open them.
   *
   * @see <a
   *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts/send">their
   *     scopes</a>
   */
  DRAFT("Cannot send by way of a draft from ", Scope.COMPOSE),
  /**
   * users.messages.get and users.threads.get, for headers alone.
   *
   * @see <a
   *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/get">their
   *     scopes</a>
   */
  MESSAGE("Cannot read the message in the mailbox of ", Scope.METADATA),
  /**
   * users.messages.list and get, for headers alone.
   *
   * @see <a
   *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list">their
   *     scopes</a>
   */
  FIND("Cannot look for the message in the mailbox of ", Scope.METADATA),
  /**
   * users.settings.sendAs.list.
   *
   * @see <a
   *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs/list">its
   *     scopes</a>
   */
  SEND_AS("Cannot list the addresses to send as of ", Scope.SETTINGS),
  /**
   * users.messages.list with a search, and users.messages.get of whole messages; gmail.metadata
   * opens neither.
   *
   * @see <a
   *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list">their
   *     scopes</a>
   */
  READ("Cannot read the mail of ", Scope.READONLY);

  private final String failed;
  private final Scope usual;

  Operation(String failed, Scope usual) {
    this.failed = failed;
    this.usual = usual;
  }

  /** Whether it may deliver a message, so that it is never called undone without being sure. */
  boolean sends() {
    return this == SEND || this == DRAFT;
  }

  /** How an error of this call begins, up to its reason. */
  String failed(String account) {
    return failed + account + ": ";
  }

  /** What to look at when Gmail knows nothing at the address of this call. */
  String notFound() {
    return switch (this) {
      case MESSAGE -> "Check the id.";
      case SEND, DRAFT -> "Check the thread's id where one is given (--thread), else --gmail-url.";
      default -> "Check --gmail-url.";
    };
  }

  /** The command that gives the consent this call needs. */
  String login(String account, Collection<String> granted) {
    return "Run: " + LoginHint.of(account, granted, List.of(usual.url()));
  }

  /**
   * Tells whether a consent covers this call, without asking Gmail.
   *
   * @param granted the scopes of the consent, or their short names
   * @return true when one of them is enough; false for none
   */
  public boolean isOpenedBy(Collection<String> granted) {
    return usual.isOpenedBy(granted);
  }
}
