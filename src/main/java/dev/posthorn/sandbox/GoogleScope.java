package dev.posthorn.sandbox;

import java.util.Arrays;
import java.util.Optional;

/**
 * The scopes this stand-in knows, with the words of the consent page.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/auth/scopes">Gmail API scopes</a>
 */
enum GoogleScope {
  OPENID("openid", "Know who you are on Google", ""),
  EMAIL("https://www.googleapis.com/auth/userinfo.email", "See your email address", ""),
  PROFILE("https://www.googleapis.com/auth/userinfo.profile", "See your name", ""),
  SEND(
      "https://www.googleapis.com/auth/gmail.send",
      "Send email on your behalf",
      "It can send as you. It cannot read your mail."),
  LABELS(
      "https://www.googleapis.com/auth/gmail.labels",
      "See and edit your email labels",
      "The names of your labels, not the mail under them."),
  COMPOSE(
      "https://www.googleapis.com/auth/gmail.compose",
      "Manage drafts and send emails",
      "It can write, change and send drafts."),
  METADATA(
      "https://www.googleapis.com/auth/gmail.metadata",
      "View your email message metadata",
      "Labels and headers such as the subject, not the text."),
  READONLY(
      "https://www.googleapis.com/auth/gmail.readonly",
      "View your email messages and settings",
      "It can read all mail. It can change nothing."),
  MODIFY(
      "https://www.googleapis.com/auth/gmail.modify",
      "Read, compose, and send emails",
      "Everything but deleting for good."),
  INSERT(
      "https://www.googleapis.com/auth/gmail.insert",
      "Add emails into your Gmail mailbox",
      "It can put mail in. It cannot read or send any."),
  SETTINGS_BASIC(
      "https://www.googleapis.com/auth/gmail.settings.basic",
      "See, edit, create or change your email settings and filters",
      "Filters, and the addresses you may send as."),
  SETTINGS_SHARING(
      "https://www.googleapis.com/auth/gmail.settings.sharing",
      "Manage your sensitive mail settings",
      "Who else may use your mailbox."),
  MAIL(
      "https://mail.google.com/",
      "Read, compose, send, and permanently delete all your email",
      "Everything, SMTP and IMAP among it.");

  private final String url;
  private final String title;
  private final String words;

  GoogleScope(String url, String title, String words) {
    this.url = url;
    this.title = title;
    this.words = words;
  }

  /** Finds a scope by its name on the wire; {@code email} and {@code profile} are short forms. */
  static Optional<GoogleScope> find(String name) {
    return switch (name) {
      case "email" -> Optional.of(EMAIL);
      case "profile" -> Optional.of(PROFILE);
      default -> Arrays.stream(values()).filter(scope -> scope.url.equals(name)).findFirst();
    };
  }

  String url() {
    return url;
  }

  String title() {
    return title;
  }

  String words() {
    return words;
  }

  /** Those that only say who somebody is cannot be unticked on the consent page. */
  boolean alwaysGranted() {
    return this == OPENID || this == EMAIL || this == PROFILE;
  }
}
