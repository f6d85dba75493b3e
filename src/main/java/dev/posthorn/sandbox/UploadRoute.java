package dev.posthorn.sandbox;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.util.Locale;

/**
 * POST to an upload address: the whole mail ({@code uploadType=media}), metadata and mail ({@code
 * multipart}), or the start of a session ({@code resumable}).
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/uploads">uploads</a>
 */
final class UploadRoute implements Route {
  private static final int METADATA = 64 * 1024;

  private final ApiDoor door;
  private final Intake intake;
  private final Uploads uploads;

  UploadRoute(ApiDoor door, Intake intake, Uploads uploads) {
    this.door = door;
    this.intake = intake;
    this.uploads = uploads;
  }

  /** The name that the log and the plan of faults give the call. */
  static String name(Request request) {
    return switch (type(request)) {
      case "resumable" -> "upload.start";
      case "multipart" -> "upload.multipart";
      default -> "upload.media";
    };
  }

  private static String type(Request request) {
    return request.query().first("uploadType").orElse("").toLowerCase(Locale.ROOT);
  }

  @Override
  public Response answer(Request request) throws IOException {
    String account = door.enter(request, intake.method()).account();
    return switch (type(request)) {
      case "media" -> media(request, account);
      case "multipart" -> multipart(request, account);
      case "resumable" -> resumable(request, account);
      default -> throw JsonBody.badRequest("Invalid upload request: uploadType is missing.");
    };
  }

  private Response media(Request request, String account) throws IOException {
    checkType(request.header("Content-Type").orElse(""));
    return take(account, request.body(JsonBody.LARGEST), "");
  }

  private static void checkType(String type) {
    if (!type.toLowerCase(Locale.ROOT).replaceFirst("\\s*;.*", "").equals("message/rfc822")) {
      throw ApiError.of(
          400,
          "badContent",
          "Media type '" + type + "' is not supported. Valid media types: [message/rfc822]",
          "INVALID_ARGUMENT");
    }
  }

  private Response take(String account, byte[] mail, String threadId) {
    return Response.json(
        200, intake.take(account, Rfc822.parse(mail), threadId, answer -> Change.NONE));
  }

  private Response multipart(Request request, String account) throws IOException {
    String type = request.header("Content-Type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      throw JsonBody.badRequest("Invalid upload request: the Content-Type is not multipart.");
    }
    byte[] body = request.body(JsonBody.LARGEST + METADATA);
    try {
      MimeMultipart parts = new MimeMultipart(new ByteArrayDataSource(body, type));
      if (parts.getCount() != 2) {
        throw JsonBody.badRequest("Invalid multipart request with " + parts.getCount() + " parts.");
      }
      JsonObject metadata = JsonBody.parse(content(parts.getBodyPart(0)));
      checkType(parts.getBodyPart(1).getContentType());
      byte[] mail = content(parts.getBodyPart(1));
      if (mail.length > JsonBody.LARGEST) {
        throw new Refusal(Pages.tooLarge());
      }
      return take(account, mail, intake.threadId(metadata));
    } catch (MessagingException e) {
      throw JsonBody.badRequest("Invalid multipart request: " + e.getMessage());
    }
  }

  private static byte[] content(BodyPart part) throws MessagingException, IOException {
    return part.getInputStream().readAllBytes();
  }

  private Response resumable(Request request, String account) throws IOException {
    checkType(request.header("X-Upload-Content-Type").orElse("message/rfc822"));
    String length = request.header("X-Upload-Content-Length").orElse("-1");
    if (!length.matches("-1|[0-9]{1,15}")) {
      throw JsonBody.badRequest("Invalid value at 'X-Upload-Content-Length'.");
    }
    if (Long.parseLong(length) > JsonBody.LARGEST) {
      throw new Refusal(Pages.tooLarge());
    }
    byte[] body = request.body(METADATA);
    JsonObject metadata = body.length == 0 ? JsonValue.EMPTY_JSON_OBJECT : JsonBody.parse(body);
    Upload upload =
        uploads.start(
            intake.method().name(), account, intake.threadId(metadata), Long.parseLong(length));
    String id = upload.start().id();
    String session =
        "http://"
            + request.header("Host").orElse("")
            + request.uri().getRawPath()
            + "?uploadType=resumable&upload_id="
            + id;
    return Response.empty(200).with("Location", session).with("X-GUploader-UploadID", id);
  }
}
