package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.UrlEncodedContent;
import dev.posthorn.auth.AuthException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * One form, posted once, and its answer read within bounds: what all calls to a token server share.
 *
 * <p>The library's {@code TokenRequest} is not used for this: it reads answers of any length and
 * puts the server's words into its exceptions. Secrets travel in the body alone, since Java's own
 * {@code HttpURLConnection} logs request lines and headers at its finest level.
 */
final class TokenPost {
  /** An answer of Google's has about 2 KiB; the longest id_token fits many times. */
  static final int MAX_ANSWER_BYTES = 256 << 10;

  /** For one answer, however it trickles; each single read has HttpRules' shorter limit. */
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private final HttpTransport transport;
  private final Duration longest;

  TokenPost(HttpTransport transport) {
    this(transport, LONGEST);
  }

  TokenPost(HttpTransport transport, Duration longest) {
    this.transport = transport;
    this.longest = longest;
  }

  /**
   * What came back. No record: its text holds tokens, and a record would print them.
   *
   * <p>The text is empty when there was no body.
   */
  static final class Answer {
    private final int status;
    private final String text;

    Answer(int status, String text) {
      this.status = status;
      this.text = text;
    }

    int status() {
      return status;
    }

    JsonFields fields() throws UnusableJsonException {
      return JsonFields.parse(text);
    }

    /** The error code of RFC 6749 §5.2; empty text when the answer names none. */
    String error() {
      try {
        return fields().text("error").orElse("");
      } catch (UnusableJsonException e) {
        return ""; // An error page in HTML, or nothing: the status has to do.
      }
    }
  }

  /**
   * Posts a form; never a second time, never on to another address.
   *
   * @param remedy the next step, for when no answer comes
   * @throws AuthException UNREACHABLE when no whole answer came; CONFIGURATION on a redirect
   */
  Answer post(URI to, Map<String, String> form, String remedy) throws AuthException {
    Answer answer;
    try {
      HttpRequest request =
          transport
              .createRequestFactory(new HttpRules())
              .buildPostRequest(new GenericUrl(to), new UrlEncodedContent(form));
      request.getHeaders().setAccept("application/json");
      answer = read(request.execute());
    } catch (IOException e) {
      throw new AuthException(
          Kind.UNREACHABLE, "No answer from " + place(to) + ": " + words(e) + ".", remedy, e);
    }
    if (answer.status() / 100 == 3) {
      throw new AuthException(
          Kind.CONFIGURATION,
          place(to)
              + " answered with a redirect ("
              + answer.status()
              + "), which is not followed: it would carry secrets elsewhere.",
          "Check token_uri in credentials.json, and sign in to the network if it asks for that.");
    }
    return answer;
  }

  /** Scheme, host, port and path: enough to tell whom we asked, and never a query. */
  static String place(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }

  private Answer read(HttpResponse response) throws IOException {
    try {
      // HttpURLConnection answers -1 for what is not HTTP at all.
      if (response.getStatusCode() < 200) {
        throw new IOException("the answer is not HTTP");
      }
      InputStream content = response.getContent();
      return new Answer(response.getStatusCode(), content == null ? "" : text(content));
    } finally {
      response.disconnect();
    }
  }

  private String text(InputStream content) throws IOException {
    long end = System.nanoTime() + longest.toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      bytes.write(buffer, 0, count);
      if (bytes.size() > MAX_ANSWER_BYTES) {
        throw new IOException("the answer is longer than any answer of a token server");
      }
      if (System.nanoTime() - end > 0) {
        throw new SocketTimeoutException("the answer trickles");
      }
    }
    return bytes.toString(UTF_8);
  }

  private static String words(IOException e) {
    if (e instanceof UnknownHostException) {
      return "its name is not known (no network, or DNS fails)";
    }
    if (e instanceof SSLException) {
      return "the TLS connection failed (" + e.getMessage() + "); --ca-file adds certificates";
    }
    if (e instanceof SocketTimeoutException) {
      return "it took too long";
    }
    return e instanceof ConnectException
        ? "it takes no connection (" + e.getMessage() + ")"
        : String.valueOf(e.getMessage());
  }
}
