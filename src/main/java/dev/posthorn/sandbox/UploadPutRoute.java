package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * PUT to the address of an upload session: octets of the mail, or the question how many there are.
 *
 * <p>The answer is 308 while octets are missing, with {@code Range: bytes=0-N} or {@code Range:
 * 0-N} in turn, or without Range when nothing has come; then the call's own answer, which every
 * later PUT gets again. Octets that were received before a connection broke are kept, to the last
 * one. A chunk that is not the last must be a multiple of 256 KiB. A mail that Gmail refuses
 * settles its session too.
 *
 * <p>The address is a secret that opens its session alone: a token is not needed, but one that
 * comes along must be good. A session that was answered 404 or 410 (by a plan of faults) is gone.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/uploads">uploads</a>
 */
final class UploadPutRoute implements Route {
  private static final int CHUNK = 256 * 1024;

  private final ApiDoor door;
  private final Intake intake;
  private final Uploads uploads;

  UploadPutRoute(ApiDoor door, Intake intake, Uploads uploads) {
    this.door = door;
    this.intake = intake;
    this.uploads = uploads;
  }

  /** The name that the log and the plan of faults give the call. */
  static String name(Request request) {
    return ContentRange.asks(request) ? "upload.query" : "upload.put";
  }

  /** Makes a session that a plan of faults answered 404 or 410 be gone for good. */
  static Route destroying(Uploads uploads, Route faulty) {
    return request -> {
      Response response = faulty.answer(request);
      if (response.status() == 404 || response.status() == 410) {
        uploads.destroy(id(request));
      }
      return response;
    };
  }

  private static String id(Request request) {
    return request.query().first("upload_id").orElse("");
  }

  @Override
  public Response answer(Request request) throws IOException {
    String id = id(request);
    if (request.header("Authorization").isPresent()) {
      door.enter(request, intake.method());
    }
    Optional<Upload> upload = uploads.find(id);
    if (upload.isEmpty()) {
      return settled(id).orElseThrow(ApiError::notFound);
    }
    synchronized (upload.get()) {
      Optional<Response> meanwhile = settled(id);
      if (meanwhile.isPresent()) {
        return meanwhile.get();
      }
      if (!upload.get().start().call().equals(intake.method().name())) {
        throw ApiError.notFound();
      }
      return receive(request, upload.get());
    }
  }

  private Optional<Response> settled(String id) {
    return uploads.settled(id).map(UploadPutRoute::response);
  }

  private static Response response(Change.Settled settled) {
    return Response.json(settled.status(), JsonBody.parse(settled.json().getBytes(UTF_8)));
  }

  private Response receive(Request request, Upload upload) throws IOException {
    long have = upload.received();
    Optional<String> header = request.header("Content-Range");
    ContentRange range =
        header.isPresent() ? ContentRange.parse(header.get()) : whole(request, upload.start());
    long total = total(upload.start(), range);
    if (!range.question()) {
      check(request, range, total, have);
      long until = range.last() < 0 ? JsonBody.LARGEST : range.last() + 1;
      InputStream body = request.stream();
      long end = upload.receive(body, range.first(), until);
      have = upload.received();
      if (range.last() < 0) {
        total = Math.max(end, have);
      } else if (end < until) {
        throw new EOFException("the body ended before its time");
      }
      if (body.read() >= 0) {
        throw new Refusal(Pages.tooLarge());
      }
    }
    return have == total ? complete(upload) : missing(upload, have);
  }

  /** Without a Content-Range the body is the whole mail. */
  private static ContentRange whole(Request request, Upload.Start start) {
    long length = request.contentLength() >= 0 ? request.contentLength() : start.total();
    return new ContentRange(0, length - (length >= 0 ? 1 : 0), length);
  }

  private static long total(Upload.Start start, ContentRange range) {
    if (range.total() >= 0 && start.total() >= 0 && range.total() != start.total()) {
      throw JsonBody.badRequest(
          "Invalid request. The total of "
              + range.total()
              + " byte(s) is not the X-Upload-Content-Length of "
              + start.total()
              + ".");
    }
    long total = Math.max(range.total(), start.total());
    if (total > JsonBody.LARGEST || range.last() >= JsonBody.LARGEST) {
      throw new Refusal(Pages.tooLarge());
    }
    return total;
  }

  private static void check(Request request, ContentRange range, long total, long have) {
    long length = request.contentLength();
    if (range.first() > have) {
      throw JsonBody.badRequest(
          "Invalid request. According to the Content-Range header, the upload offset is "
              + range.first()
              + " byte(s), which exceeds already uploaded size of "
              + have
              + " byte(s).");
    }
    if (length >= 0 && range.last() >= 0 && length != range.length()) {
      throw JsonBody.badRequest(
          "Invalid request. There were "
              + length
              + " byte(s) in the request body. There should have been "
              + range.length()
              + " byte(s), according to the Content-Range header.");
    }
    if (range.last() >= 0 && !range.last(total) && range.length() % CHUNK != 0) {
      throw JsonBody.badRequest(
          "Invalid request. The number of bytes uploaded is required to be a multiple of "
              + CHUNK
              + ", except for the final request. The received request contained "
              + range.length()
              + " bytes, which does not meet this requirement.");
    }
  }

  private static Response missing(Upload upload, long have) {
    Response response = Response.empty(308);
    return have == 0 ? response : response.with("Range", upload.range(have));
  }

  private Response complete(Upload upload) throws IOException {
    Upload.Start start = upload.start();
    try {
      JsonObject answer =
          intake.take(
              start.account(),
              Rfc822.parse(upload.octets()),
              start.threadId(),
              json -> Change.settled(start.id(), 200, json.toString()));
      uploads.close(start.id());
      return Response.json(200, answer);
    } catch (Refusal refusal) {
      uploads.settle(start.id(), refusal.response());
      throw refusal;
    }
  }
}
