package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.UrlEncodedContent;
import com.google.common.base.Suppliers;
import dev.posthorn.auth.AuthException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One form, posted once, and its answer read within bounds: what all calls to a token server share.
 * Whether to ask again is for the caller to decide.
 *
 * <p>The library's {@code TokenRequest} is not used for this: it reads answers of any length and
 * puts the server's words into its exceptions. Secrets travel in the body alone, since Java's own
 * {@code HttpURLConnection} logs request lines and headers at its finest level.
 *
 * <p>Immutable and thread-safe.
 */
final class TokenPost {
  /** An answer of Google's has about 2 KiB; the longest id_token fits many times. */
  static final int MAX_ANSWER_BYTES = 256 << 10;

  /** For one answer, however it trickles; each single read has HttpRules' shorter limit. */
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private final Supplier<HttpTransport> transport;
  private final Duration longest;

  /** Posts over a transport that is asked for once, when it is first needed. */
  TokenPost(Supplier<HttpTransport> transport) {
    this(transport, LONGEST);
  }

  TokenPost(Supplier<HttpTransport> transport, Duration longest) {
    this.transport = Suppliers.memoize(transport::get);
    this.longest = longest;
  }

  /**
   * Posts a form; never a second time, never on to another address.
   *
   * @throws IOException when no whole answer came; {@link NetworkFailure} has the words
   */
  TokenReply post(URI to, Map<String, String> form) throws IOException {
    HttpRequest request =
        transport
            .get()
            .createRequestFactory(new HttpRules())
            .buildPostRequest(new GenericUrl(to), new UrlEncodedContent(form));
    request.getHeaders().setAccept("application/json");
    HttpResponse response = request.execute();
    boolean whole = false;
    try {
      TokenReply reply = read(response);
      whole = true;
      return reply;
    } finally {
      if (!whole) {
        response.disconnect();
      }
    }
  }

  /**
   * The same for a call that is made once and then given up.
   *
   * @param operation what it is for, as a sentence's subject
   * @param next what to do once the network is well
   * @throws AuthException UNREACHABLE when no whole answer came; CONFIGURATION on a redirect
   */
  TokenReply postOnce(String operation, URI to, Map<String, String> form, String next)
      throws AuthException {
    TokenReply reply;
    try {
      reply = post(to, form);
    } catch (IOException e) {
      throw NetworkFailure.of(operation, to, e, next);
    }
    if (reply.status() / 100 == 3) {
      throw new AuthException(
          Kind.CONFIGURATION,
          place(to)
              + " answered with a redirect ("
              + reply.status()
              + "), which is not followed: it would carry secrets elsewhere.",
          "Check token_uri in credentials.json, and sign in to the network if it asks for that.");
    }
    return reply;
  }

  /** Scheme, host, port and path: enough to tell whom we asked, and never a query. */
  static String place(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }

  private TokenReply read(HttpResponse response) throws IOException {
    // HttpURLConnection answers -1 for what is not HTTP at all.
    if (response.getStatusCode() < 200) {
      throw new NoAnswerException("no HTTP");
    }
    InputStream content = response.getContent();
    String text = content == null ? "" : text(content);
    response.ignore(); // Closes what was read to its end: the API may be at the same host.
    return new TokenReply(response.getStatusCode(), response.getHeaders().getRetryAfter(), text);
  }

  private String text(InputStream content) throws IOException {
    long end = System.nanoTime() + longest.toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      bytes.write(buffer, 0, count);
      if (bytes.size() > MAX_ANSWER_BYTES) {
        throw new NoAnswerException("more than any answer of a token server holds");
      }
      if (System.nanoTime() - end > 0) {
        throw new SocketTimeoutException("the answer trickles");
      }
    }
    return bytes.toString(UTF_8);
  }
}
