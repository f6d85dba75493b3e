package dev.posthorn.gmail;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.gmail.Gmail;
import dev.posthorn.auth.AccessToken;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import dev.posthorn.auth.HttpRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Calls Gmail for one account: puts the token on, repeats once with a new token when it was
 * refused, and otherwise never repeats anything.
 *
 * <p>Thread-safe. A 401 is the one answer after which a send is repeated: Google checks the token
 * before it looks at the message (RFC 6750 §3.1, {@code invalid_token}).
 */
final class GmailCall {
  /** Far more than a receipt or an error needs, far less than would hurt. */
  static final int ANSWER_BYTES = 1024 * 1024;

  /** Room for the 10,000 labels that a mailbox may have, or the headers of a long thread. */
  static final int LIST_BYTES = 8 * 1024 * 1024;

  static final URI GOOGLE = URI.create("https://gmail.googleapis.com/");

  private final Account account;
  private final Operation operation;
  private final URI root;
  private final Gmail gmail;
  private final GmailErrors errors;
  private final Clock clock;

  /**
   * Gets ready, without asking anybody anything.
   *
   * @throws AuthException of kind CONFIGURATION when the token must not go to that address
   */
  static GmailCall of(Operation operation, Account account, URI root) throws AuthException {
    return new GmailCall(operation, account, check(account, root), new HttpRules());
  }

  /** The same with other time-outs, for tests; the address is not checked. */
  GmailCall(Operation operation, Account account, URI root, HttpRequestInitializer rules) {
    WireLog.redact();
    this.account = account;
    this.operation = operation;
    this.root = root;
    this.clock = Clock.systemUTC();
    this.errors =
        new GmailErrors(operation, account.email(), account.scopes(), root.getAuthority());
    this.gmail =
        new Gmail.Builder(account.trust().transport(), GsonFactory.getDefaultInstance(), rules)
            // Always set: GOOGLE_CLOUD_UNIVERSE_DOMAIN would choose another host.
            .setRootUrl(root.toString())
            .setApplicationName("Posthorn")
            .build();
  }

  private GmailCall(Operation operation, GmailCall other) {
    this.account = other.account;
    this.operation = operation;
    this.root = other.root;
    this.clock = other.clock;
    this.errors =
        new GmailErrors(operation, account.email(), account.scopes(), root.getAuthority());
    this.gmail = other.gmail;
  }

  /** The same account and address, for another operation. */
  GmailCall with(Operation other) {
    return new GmailCall(other, this);
  }

  /** A token goes to the address that was checked, and one of Google's to Google alone. */
  private static URI check(Account account, URI root) throws AuthException {
    URI checked = Endpoint.check("--gmail-url", root.toString());
    if (checked.getRawQuery() != null) {
      throw refused("--gmail-url cannot have a query (?…).");
    }
    if (Endpoint.isGoogle(account.tokenUri()) && !Endpoint.isGoogle(checked)) {
      throw refused(
          "The consent of "
              + account.email()
              + " is Google's, so it is not shown to "
              + checked.getHost()
              + ".");
    }
    return checked;
  }

  private static AuthException refused(String message) {
    return new AuthException(
        AuthException.Kind.CONFIGURATION, message, "Correct --gmail-url, or leave it out.");
  }

  Account account() {
    return account;
  }

  /** Where the API is, with a slash at its end. */
  URI root() {
    return URI.create(gmail.getRootUrl());
  }

  GmailErrors errors() {
    return errors;
  }

  /** An answer, whatever it says, and how far the request had got that it came to. */
  record Exchange(Answer answer, Progress progress) {}

  /**
   * Calls.
   *
   * @param requests makes the request anew for each attempt
   * @return a success, by its status; the body may be anything, and is empty when it broke off
   * @throws AuthException when there is no token to call with
   * @throws CallException when Gmail did not do it, or perhaps did
   */
  Answer call(Supplier<? extends GmailRequest> requests) throws AuthException, CallException {
    Exchange exchange = exchange(requests);
    Answer answer = exchange.answer();
    if (!answer.isSuccess()) {
      throw new CallException(judge(exchange.progress(), answer), null);
    }
    return answer;
  }

  /**
   * Calls, for who knows what the answers mean.
   *
   * @param requests makes the request anew for each attempt
   * @return any answer
   * @throws AuthException when there is no token to call with
   * @throws CallException when no answer came
   */
  Exchange exchange(Supplier<? extends GmailRequest> requests) throws AuthException, CallException {
    if (!account.scopes().isEmpty() && !operation.isOpenedBy(account.scopes())) {
      throw new CallException(errors.scopeMissing(), null);
    }
    AccessToken token = account.accessToken();
    GmailRequest request = requests.get();
    Answer answer = attempt(request, token);
    if (answer.isUnauthorized()) {
      token = account.replace(token);
      request = requests.get();
      answer = attempt(request, token);
    }
    return new Exchange(answer, request.progress());
  }

  /** What an answer means that is no success. */
  Verdict judge(Progress progress, Answer answer) {
    return errors.judge(progress, answer.toError(), clock.instant());
  }

  /** Whether Gmail looked at this very request and did not do it. */
  boolean isRefusal(Answer answer) {
    return !answer.isSuccess() && !judge(Progress.PERHAPS_SENT, answer).kind().isUnknown();
  }

  /** The answer was a success by its status alone. */
  CallException garbled(Progress progress, Answer answer) {
    return new CallException(errors.garbled(progress, answer.status()), null);
  }

  private Answer attempt(GmailRequest request, AccessToken token) throws CallException {
    HttpRequest http = build(request);
    http.getHeaders().setAcceptEncoding(null).setAuthorization("Bearer " + token.value().value());
    if (http.getHeaders().getUserAgent() == null) {
      http.getHeaders().setUserAgent(gmail.getApplicationName()); // As generated requests do.
    }
    int limit = operation.sends() ? ANSWER_BYTES : LIST_BYTES;
    Redaction secrets = Redaction.of(Stream.concat(Stream.of(token.value()), request.secrets()));
    try {
      return Answer.read(http.execute(), limit).without(secrets);
    } catch (IOException | RuntimeException e) {
      // Google's client throws unchecked exceptions, too, at headers it cannot make sense of.
      Exception ours = request.inputFailure();
      if (ours != null) {
        throw new CallException(errors.unreadable(ours), ours);
      }
      Exception clean = secrets.of(e);
      throw new CallException(errors.lost(request.progress(), clean), clean);
    }
  }

  private HttpRequest build(GmailRequest request) {
    try {
      return request.build(gmail);
    } catch (IOException e) {
      throw new UncheckedIOException("Nothing is read or written to build a request.", e);
    }
  }
}
