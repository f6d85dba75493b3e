package dev.posthorn.gmail;

import com.google.api.client.http.HttpRequest;
import com.google.api.services.gmail.Gmail;
import dev.posthorn.auth.Secret;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One request, made anew for each attempt, that knows how far it got. */
interface GmailRequest {
  /** The request, as Google's generated client makes it, without a token. */
  HttpRequest build(Gmail gmail) throws IOException;

  /** How far the request has got; one that changes nothing has never got anywhere. */
  default Progress progress() {
    return Progress.NOTHING_SENT;
  }

  /** What went wrong on our own side while the body was made; null when nothing did. */
  default @Nullable Exception inputFailure() {
    return null;
  }

  /** What, besides the token, must not come out in any text about this request. */
  default Stream<Secret> secrets() {
    return Stream.empty();
  }

  /** users.labels.list, which may always be repeated. */
  static GmailRequest labels() {
    return reading(gmail -> gmail.users().labels().list("me").buildHttpRequest());
  }

  /** users.messages.get of some headers. */
  static GmailRequest message(String id, List<String> headers) {
    return reading(
        gmail ->
            gmail
                .users()
                .messages()
                .get("me", id)
                .setFormat("metadata")
                .setMetadataHeaders(headers)
                .buildHttpRequest());
  }

  /**
   * users.messages.list of what was sent, the newest first; without a query, which the scope
   * gmail.metadata does not allow.
   *
   * @param page the next page's token; null for the first
   */
  static GmailRequest sent(long most, @Nullable String page) {
    return reading(
        gmail ->
            gmail
                .users()
                .messages()
                .list("me")
                .setLabelIds(List.of("SENT"))
                .setMaxResults(most)
                .setPageToken(page)
                .buildHttpRequest());
  }

  /** users.threads.get of some headers of all its messages. */
  static GmailRequest thread(String id, List<String> headers) {
    return reading(
        gmail ->
            gmail
                .users()
                .threads()
                .get("me", id)
                .setFormat("metadata")
                .setMetadataHeaders(headers)
                .buildHttpRequest());
  }

  /** users.settings.sendAs.list. */
  static GmailRequest sendAs() {
    return reading(gmail -> gmail.users().settings().sendAs().list("me").buildHttpRequest());
  }

  /** Makes a request. */
  @FunctionalInterface
  interface Maker {
    HttpRequest make(Gmail gmail) throws IOException;
  }

  /** A request that sends nothing, so that it may always be repeated. */
  static GmailRequest reading(Maker maker) {
    return maker::make;
  }
}
