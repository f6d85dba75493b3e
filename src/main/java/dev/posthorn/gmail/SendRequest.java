package dev.posthorn.gmail;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.services.gmail.Gmail;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A POST with a body of ours, streamed; how far that body got is how far the request got.
 *
 * @param path where to, below the API's root
 * @param content the body
 */
record SendRequest(String path, TrackedContent content) implements GmailRequest {

  /** A body that knows how far it was written. */
  interface TrackedContent extends HttpContent {
    /** Whether the server can have the whole body by now. */
    Progress progress();

    /** Why the body could not be made while it was written; null when it could. */
    @Nullable Exception inputFailure();

    /** No: nothing in Google's client may post a message again. */
    @Override
    default boolean retrySupported() {
      return false;
    }
  }

  @Override
  public HttpRequest build(Gmail gmail) throws IOException {
    return gmail
        .getRequestFactory()
        .buildPostRequest(new GenericUrl(gmail.getRootUrl() + path), content);
  }

  @Override
  public Progress progress() {
    return content.progress();
  }

  @Override
  public @Nullable Exception inputFailure() {
    return content.inputFailure();
  }
}
