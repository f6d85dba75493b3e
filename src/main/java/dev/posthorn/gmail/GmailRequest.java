package dev.posthorn.gmail;

import com.google.api.client.http.HttpRequest;
import com.google.api.services.gmail.Gmail;
import com.google.api.services.gmail.model.Message;
import dev.posthorn.message.WireMessage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One request, made anew for each attempt, that knows how far it got. */
interface GmailRequest {
  /** The request, as Google's generated client makes it, without a token. */
  HttpRequest build(Gmail gmail) throws IOException;

  /** How far the request has got. */
  Progress progress();

  /** What went wrong on our own side while the body was made; null when nothing did. */
  @Nullable Exception inputFailure();

  /** users.messages.send, with the body streamed. */
  static GmailRequest send(WireMessage message) {
    RawMessageContent content = new RawMessageContent(message);
    return new GmailRequest() {
      @Override
      public HttpRequest build(Gmail gmail) throws IOException {
        return gmail
            .users()
            .messages()
            .send("me", new Message().setRaw("")) // Asked for, and replaced below.
            .setDisableGZipContent(true)
            .buildHttpRequest()
            .setContent(content);
      }

      @Override
      public Progress progress() {
        return content.progress();
      }

      @Override
      public @Nullable Exception inputFailure() {
        return content.inputFailure();
      }
    };
  }

  /** users.labels.list, which may always be repeated. */
  static GmailRequest labels() {
    return new GmailRequest() {
      @Override
      public HttpRequest build(Gmail gmail) throws IOException {
        return gmail.users().labels().list("me").buildHttpRequest();
      }

      @Override
      public Progress progress() {
        return Progress.NOTHING_SENT;
      }

      @Override
      public @Nullable Exception inputFailure() {
        return null;
      }
    };
  }
}
