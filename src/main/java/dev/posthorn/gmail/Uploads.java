package dev.posthorn.gmail;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.services.gmail.Gmail;
import com.google.gson.JsonObject;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Secret;
import dev.posthorn.message.WireMessage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Uploads messages in sessions: begins one, whose handle can be kept before any byte of the message
 * has gone, and sends, resumes or settles it.
 *
 * <p>Thread-safe.
 *
 * @param <T> what a completed upload is answered with
 * @param call for whom and where
 * @param target what is made of the bytes
 * @param manner in which pieces, and how tenaciously
 * @param ending what is answered in the end
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/uploads#resumable">Gmail:
 *     resumable upload</a>
 */
record Uploads<T>(GmailCall call, Target target, Manner manner, Uploads.Ending<T> ending) {

  /**
   * What the end of an upload is.
   *
   * @param <T> what a completed upload is answered with
   * @param ifComplete what has happened when it is complete: a draft is nothing that was sent
   * @param reading reads the answer; empty when it makes no sense
   * @param ifUnsettled what a failure means when it may be complete all the same
   * @param atLimit whether a limit ends at once what surely is not complete, for a caller who knows
   *     better how to wait
   */
  record Ending<T>(
      Progress ifComplete,
      Function<Answer, Optional<T>> reading,
      UnaryOperator<Verdict> ifUnsettled,
      boolean atLimit) {}

  /** What is made of the bytes. */
  enum Target {
    /** A message, sent with its last byte. */
    MESSAGE("upload/gmail/v1/users/me/messages/send?uploadType=resumable"),
    /** A draft. */
    DRAFT("upload/gmail/v1/users/me/drafts?uploadType=resumable");

    private final String path;

    Target(String path) {
      this.path = path;
    }

    /** The resource without its content. */
    private JsonObject metadata(WireMessage message) {
      JsonObject metadata = new JsonObject();
      message.threadId().ifPresent(id -> metadata.addProperty("threadId", id));
      if (this == MESSAGE || metadata.isEmpty()) {
        return metadata;
      }
      JsonObject draft = new JsonObject();
      draft.add("message", metadata);
      return draft;
    }
  }

  /**
   * Begins a session. Nothing of the message goes, so it may be repeated: what is left behind is
   * forgotten by the server.
   */
  UploadSession begin(WireMessage message) throws AuthException, CallException {
    Answer answer = call.call(() -> GmailRequest.reading(gmail -> start(gmail, message)));
    Secret location = answer.head().location();
    if (location == null) {
      throw call.garbled(Progress.NOTHING_SENT, answer);
    }
    URI request = call.root().resolve(target.path);
    return UploadSession.at(call.root(), request, location, message.size())
        .orElseThrow(() -> new CallException(call.errors().foreignSession(), null));
  }

  private HttpRequest start(Gmail gmail, WireMessage message) throws IOException {
    byte[] metadata = target.metadata(message).toString().getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        gmail
            .getRequestFactory()
            .buildPostRequest(
                new GenericUrl(gmail.getRootUrl() + target.path),
                new ByteArrayContent("application/json; charset=UTF-8", metadata));
    request
        .getHeaders()
        .set("X-Upload-Content-Type", "message/rfc822")
        .set("X-Upload-Content-Length", Long.toString(message.size()));
    return request;
  }

  /** Sends a message to a session that was only just begun for it. */
  T send(UploadSession session, WireMessage message) throws AuthException, CallException {
    return new SessionUpload<>(call, session, message, manner, ending).send();
  }

  /** Asks what a session of earlier has of a message, and sends the rest. */
  T resume(UploadSession session, WireMessage message) throws AuthException, CallException {
    return new SessionUpload<>(call, session, message, manner, ending).resume();
  }

  /** Asks whether a session of earlier was completed; empty when it surely was not yet. */
  Optional<T> settle(UploadSession session, WireMessage message)
      throws AuthException, CallException {
    return new SessionUpload<>(call, session, message, manner, ending).settle();
  }
}
