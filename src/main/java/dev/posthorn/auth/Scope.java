package dev.posthorn.auth;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The OAuth scopes that Posthorn asks for, by the short names of the command line.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/auth/scopes">Gmail API scopes</a>
 */
public enum Scope {
  /** Tells who consented. */
  OPENID("openid", "openid"),
  /** Puts the account's address into the id_token. */
  EMAIL("email", "https://www.googleapis.com/auth/userinfo.email"),
  /** users.messages.send, and nothing else. */
  SEND("send", "https://www.googleapis.com/auth/gmail.send"),
  /** users.labels.list: enough to check the connection; not sensitive. */
  LABELS("labels", "https://www.googleapis.com/auth/gmail.labels"),
  /** Drafts, and sending. */
  COMPOSE("compose", "https://www.googleapis.com/auth/gmail.compose"),
  /** Headers and labels of messages, no bodies. */
  METADATA("metadata", "https://www.googleapis.com/auth/gmail.metadata"),
  /** Reading whole messages. */
  READONLY("readonly", "https://www.googleapis.com/auth/gmail.readonly"),
  /** Settings such as the addresses one may send as. */
  SETTINGS("settings", "https://www.googleapis.com/auth/gmail.settings.basic"),
  /** Everything, SMTP among it. */
  SMTP("smtp", "https://mail.google.com/");

  private static final String MODIFY = "https://www.googleapis.com/auth/gmail.modify";

  private final String shortName;
  private final String url;

  Scope(String shortName, String url) {
    this.shortName = shortName;
    this.url = url;
  }

  /**
   * The name on our command line.
   *
   * @return a short name such as {@code send}
   */
  public String shortName() {
    return shortName;
  }

  /**
   * The scope as it travels.
   *
   * @return the scope's full text
   */
  public String url() {
    return url;
  }

  /**
   * Tells whether a consent allows all that Posthorn does with this scope: by the scope itself, or
   * by a wider one that Google takes in its place for the same calls.
   *
   * @param granted the scopes of the consent, or their short names
   * @return true when one of them is enough; false for none
   */
  public boolean isOpenedBy(Collection<String> granted) {
    for (String scope : granted) {
      String given = canonical(scope);
      if (given.equals(url) || wider().contains(given)) {
        return true;
      }
    }
    return false;
  }

  private List<String> wider() {
    return switch (this) {
      case OPENID, EMAIL, SMTP -> List.of();
      case SEND -> List.of(COMPOSE.url, MODIFY, SMTP.url);
      case COMPOSE, READONLY -> List.of(MODIFY, SMTP.url);
      case METADATA, SETTINGS -> List.of(READONLY.url, MODIFY, SMTP.url);
      case LABELS -> List.of(METADATA.url, READONLY.url, MODIFY, SMTP.url);
    };
  }

  /**
   * Makes two writings of one scope equal: short names become URLs, and {@code email} and {@code
   * profile} become what Google answers for them.
   *
   * @param nameOrUrl a short name, or a scope as it travels
   * @return the scope as Google writes it
   */
  public static String canonical(String nameOrUrl) {
    if (nameOrUrl.equals("profile")) {
      return "https://www.googleapis.com/auth/userinfo.profile";
    }
    return find(nameOrUrl).map(Scope::url).orElse(nameOrUrl);
  }

  /**
   * The short name where there is one, for messages to people.
   *
   * @param url a scope as it travels
   * @return its short name, or the same text
   */
  public static String display(String url) {
    return find(url).map(Scope::shortName).orElse(url);
  }

  static Optional<Scope> find(String text) {
    for (Scope scope : values()) {
      if (scope.shortName.equals(text) || scope.url.equals(text)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
