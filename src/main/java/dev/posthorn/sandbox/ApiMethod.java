package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.GoogleScope.COMPOSE;
import static dev.posthorn.sandbox.GoogleScope.LABELS;
import static dev.posthorn.sandbox.GoogleScope.MAIL;
import static dev.posthorn.sandbox.GoogleScope.METADATA;
import static dev.posthorn.sandbox.GoogleScope.MODIFY;
import static dev.posthorn.sandbox.GoogleScope.READONLY;
import static dev.posthorn.sandbox.GoogleScope.SEND;
import static dev.posthorn.sandbox.GoogleScope.SETTINGS_BASIC;

import java.util.List;
import java.util.Set;

/**
 * The calls of the Gmail API and the scopes that open each.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/reference/rest">the reference</a>
 */
enum ApiMethod {
  SEND_MESSAGE("caribou.api.proto.MailboxService.SendMessage", SEND, COMPOSE),
  CREATE_DRAFT("caribou.api.proto.MailboxService.CreateDraft", COMPOSE),
  SEND_DRAFT("caribou.api.proto.MailboxService.SendDraft", COMPOSE),
  DELETE_DRAFT("caribou.api.proto.MailboxService.DeleteDraft", COMPOSE),
  GET_DRAFT("caribou.api.proto.MailboxService.GetDraft", COMPOSE, READONLY),
  LIST_DRAFTS("caribou.api.proto.MailboxService.ListDrafts", COMPOSE, READONLY),
  LIST_MESSAGES("caribou.api.proto.MailboxService.ListMessages", METADATA, READONLY),
  GET_THREAD("caribou.api.proto.MailboxService.GetThread", METADATA, READONLY),
  LIST_SEND_AS("caribou.api.proto.MailboxService.ListSendAs", READONLY, SETTINGS_BASIC),
  GET_MESSAGE("caribou.api.proto.MailboxService.GetMessage", METADATA, READONLY),
  LIST_LABELS("caribou.api.proto.MailboxService.ListLabels", LABELS, METADATA, READONLY),
  GET_PROFILE("caribou.api.proto.MailboxService.GetProfile", COMPOSE, METADATA, READONLY);

  private final String rpcName;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed
  private final Set<GoogleScope> scopes;

  ApiMethod(String rpcName, GoogleScope... scopes) {
    this.rpcName = rpcName;
    this.scopes = Set.of(scopes);
  }

  /** The name that Google's error details give the call. */
  String rpcName() {
    return rpcName;
  }

  boolean openedBy(List<GoogleScope> granted) {
    return granted.stream()
        .anyMatch(scope -> scope == MODIFY || scope == MAIL || scopes.contains(scope));
  }
}
