package dev.posthorn.gmail;

import com.google.api.client.http.EmptyContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.services.gmail.Gmail;
import dev.posthorn.auth.Secret;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PUT to an upload session: with bytes of the message, or without any, which asks what the server
 * has.
 *
 * @param session whose address is a secret
 * @param content the bytes; null to ask
 */
record SessionRequest(UploadSession session, @Nullable UploadContent content)
    implements GmailRequest {

  @Override
  public HttpRequest build(Gmail gmail) throws IOException {
    HttpContent body = content == null ? new EmptyContent() : content;
    // Verbatim: the address is the server's own, and a re-encoded one would be another.
    GenericUrl url = new GenericUrl(session.address().value(), true);
    HttpRequest request = gmail.getRequestFactory().buildPutRequest(url, body);
    request
        .getHeaders()
        .setContentRange(content == null ? "bytes */" + session.total() : content.range());
    return request;
  }

  @Override
  public Progress progress() {
    return content == null ? Progress.NOTHING_SENT : content.progress();
  }

  @Override
  public @Nullable Exception inputFailure() {
    return content == null ? null : content.inputFailure();
  }

  @Override
  public Stream<Secret> secrets() {
    return session.secrets();
  }
}
