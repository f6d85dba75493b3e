package dev.posthorn.gmail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gmail's resumable uploads on loopback, with faults by script; it counts every byte of a body that
 * arrives, and every message that is sent.
 */
final class SessionServer implements AutoCloseable {
  static final String SECRET = "ADPycdu-a-secret-upload-id_0123456789";
  private static final Pattern RANGE =
      Pattern.compile("(?i)content-range: bytes (?:([0-9]+)-([0-9]+)|\\*)/([0-9]+)");

  /** The steps of the protocol. */
  enum Call {
    START,
    PUT,
    ASK,
    /** Not of the protocol: the token is renewed. */
    TOKEN
  }

  /** How one request is answered. BEFORE: nothing is done; HALF of the body is kept; AFTER: all. */
  enum Fault {
    NONE,
    RESET_BEFORE,
    RESET_HALF,
    RESET_AFTER,
    CLOSED_AFTER,
    SILENCE_AFTER,
    TRUNCATED_AFTER,
    GARBAGE_AFTER,
    EMPTY_AFTER,
    UNAVAILABLE_BEFORE,
    UNAVAILABLE_HALF,
    UNAVAILABLE_AFTER,
    AN_HOUR_AFTER,
    LIMITED_BEFORE,
    LIMITED_FOR_AN_HOUR,
    UNAUTHORIZED,
    NOT_FOUND,
    GONE,
    INVALID,
    KEPT_HALF
  }

  private final ScriptedServer server;
  private final Map<Call, Deque<Fault>> faults = new EnumMap<>(Call.class);
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<String> starts = Collections.synchronizedList(new ArrayList<>());
  private long bodyBytes;
  private int sent;
  private String rangeForm = "bytes=0-%d";
  private String completed = "{\"id\":\"18c\",\"threadId\":\"18b\",\"labelIds\":[\"SENT\"]}";
  private String location =
      "%supload/gmail/v1/users/me/messages/send?uploadType=resumable&upload_id=%s";

  SessionServer() throws IOException {
    for (Call call : Call.values()) {
      faults.put(call, new ArrayDeque<>());
    }
    server = new ScriptedServer(this::serve);
  }

  URI root() {
    return server.root();
  }

  List<String> heads() {
    return server.heads();
  }

  synchronized SessionServer on(Call call, Fault... script) {
    faults.get(call).addAll(List.of(script));
    return this;
  }

  /** From now on all is well. */
  synchronized SessionServer forget() {
    faults.values().forEach(Deque::clear);
    return this;
  }

  synchronized SessionServer sayingRange(String form) {
    rangeForm = form;
    return this;
  }

  synchronized SessionServer sayingLocation(String form) {
    location = form;
    return this;
  }

  synchronized SessionServer completingWith(String body) {
    completed = body;
    return this;
  }

  /** The calls in their order, one word each. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** The JSON with which sessions were begun. */
  List<String> starts() {
    return List.copyOf(starts);
  }

  /** All bytes of the message that came over the wire, those that came twice counted twice. */
  synchronized long bodyBytes() {
    return bodyBytes;
  }

  synchronized int sent() {
    return sent;
  }

  synchronized byte[] kept() {
    return kept.toByteArray();
  }

  private void serve(ScriptedServer.Peer peer) throws IOException {
    while (true) {
      String head = peer.readHead();
      if (head.startsWith("POST /token")) {
        peer.readBody();
        token(peer, next(Call.TOKEN));
        continue;
      }
      Call call = callOf(head);
      calls.add(call.name());
      Fault fault = next(call);
      if (call == Call.START) {
        starts.add(new String(peer.readBody(), UTF_8));
      } else {
        keep(peer, head, fault);
      }
      answer(peer, call, fault);
    }
  }

  private static void token(ScriptedServer.Peer peer, Fault fault) throws IOException {
    switch (fault) {
      case NONE -> peer.answer(200, Ann.freshToken());
      case INVALID -> peer.answer(400, "{\"error\":\"invalid_grant\"}");
      default -> inAnHour(peer);
    }
  }

  private static Call callOf(String head) {
    if (head.startsWith("POST ")) {
      return Call.START;
    }
    return head.contains("bytes */") ? Call.ASK : Call.PUT;
  }

  private synchronized Fault next(Call call) {
    Fault fault = faults.get(call).poll();
    return fault == null ? Fault.NONE : fault;
  }

  private void keep(ScriptedServer.Peer peer, String head, Fault fault) throws IOException {
    Matcher range = RANGE.matcher(head);
    if (!range.find()) {
      throw new IOException("No Content-Range: " + head);
    }
    if (range.group(1) == null) {
      return;
    }
    int length = (int) peer.length();
    boolean cut = fault == Fault.RESET_BEFORE;
    boolean half = fault.name().endsWith("HALF");
    byte[] body =
        cut ? new byte[0] : peer.readSome(fault == Fault.RESET_HALF ? length / 2 : length);
    synchronized (this) {
      bodyBytes += body.length;
      if (!half && !fault.name().endsWith("AFTER") && fault != Fault.NONE) {
        return;
      }
      if (Long.parseLong(range.group(1)) != kept.size()) {
        throw new IOException("A gap or an overlap: " + range.group());
      }
      kept.write(body, 0, half ? length / 2 : length);
      if (kept.size() == Long.parseLong(range.group(3))) {
        sent++;
      }
    }
  }

  private void answer(ScriptedServer.Peer peer, Call call, Fault fault) throws IOException {
    switch (fault) {
      case NONE, KEPT_HALF -> answer(peer, call);
      case RESET_BEFORE, RESET_HALF, RESET_AFTER -> peer.reset();
      case CLOSED_AFTER -> peer.close();
      case SILENCE_AFTER -> peer.keepSilent();
      case TRUNCATED_AFTER ->
          end(peer, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":\"18c\",\"thr");
      case GARBAGE_AFTER -> end(peer, "garbage\r\n\r\n");
      case EMPTY_AFTER -> peer.answer(200, "");
      case UNAVAILABLE_BEFORE, UNAVAILABLE_HALF, UNAVAILABLE_AFTER -> peer.answer(503, "<html>");
      case AN_HOUR_AFTER -> inAnHour(peer);
      case LIMITED_BEFORE ->
          end(peer, "HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
      case LIMITED_FOR_AN_HOUR ->
          end(peer, "HTTP/1.1 429 X\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n");
      case UNAUTHORIZED -> peer.answer(401, "{}");
      case NOT_FOUND -> peer.answer(404, "");
      case GONE -> peer.answer(410, "");
      case INVALID -> peer.answer(400, "{\"error\":{\"message\":\"Invalid To header\"}}");
    }
  }

  private static void inAnHour(ScriptedServer.Peer peer) throws IOException {
    peer.write("HTTP/1.1 503 X\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n");
  }

  private static void end(ScriptedServer.Peer peer, String text) throws IOException {
    peer.write(text);
    peer.close();
  }

  private void answer(ScriptedServer.Peer peer, Call call) throws IOException {
    String text;
    synchronized (this) {
      if (call != Call.START && sent > 0) {
        peer.answer(200, completed);
        return;
      }
      String header =
          call == Call.START
              ? "200 OK\r\nX-GUploader-UploadID: "
                  + SECRET
                  + "\r\nLocation: "
                  + location.formatted(root(), SECRET)
              : "308 Resume Incomplete"
                  + (kept.size() == 0 ? "" : "\r\nRange: " + rangeForm.formatted(kept.size() - 1));
      text = "HTTP/1.1 " + header + "\r\nContent-Length: 0\r\n\r\n";
    }
    peer.write(text);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
