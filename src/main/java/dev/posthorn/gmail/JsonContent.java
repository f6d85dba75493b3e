package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A small JSON body, from whose first byte on the server may act. For one request. */
final class JsonContent implements SendRequest.TrackedContent {
  private final byte[] json;
  private Progress progress = Progress.NOTHING_SENT;

  JsonContent(JsonObject json) {
    this.json = json.toString().getBytes(UTF_8);
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public @Nullable Exception inputFailure() {
    return null;
  }

  @Override
  public long getLength() {
    return json.length;
  }

  @Override
  public String getType() {
    return "application/json; charset=UTF-8";
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    progress = Progress.PERHAPS_SENT;
    out.write(json);
    out.flush();
  }
}
