package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives the end of a sandbox. */
final class StateTest {
  private static final String SCOPES =
      String.join(" ", Browserless.SEND, Browserless.COMPOSE, Browserless.READONLY);

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void name() {
    folder = temporary.resolve("deep/state");
  }

  private Sandbox start() throws IOException {
    return Sandbox.asGmail().state(folder).start();
  }

  @Test
  void tokensMailAndPortAreThereAgain() throws IOException {
    String refresh;
    String access;
    List<SandboxMessage> before;
    Sandbox first = start();
    try (first) {
      Browserless program = new Browserless(first);
      JsonObject tokens = program.tokens("ann@example.com", SCOPES);
      refresh = tokens.getString("refresh_token");
      access = tokens.getString("access_token");
      program.sendMail(access, "To: bob@example.com\r\nSubject: kept\r\n\r\n\u00e4");
      before = first.messages();
    }

    try (Sandbox second = start()) {
      Browserless program = new Browserless(second);
      assertThat(second.root()).isEqualTo(first.root());
      assertThat(second.credentialsJson()).isEqualTo(first.credentialsJson());
      assertThat(second.messages()).isEqualTo(before).hasSize(2);
      assertThat(program.get("/gmail/v1/users/me/profile", access).statusCode()).isEqualTo(200);
      assertThat(program.post("/token", program.refresh(refresh)).statusCode()).isEqualTo(200);
      program.sendMail(access, "To: bob@example.com\r\n\r\n");
      assertThat(second.messages()).extracting(SandboxMessage::id).doesNotHaveDuplicates();
    }
  }

  @Test
  void uploadGoesOnAfterARestart() throws IOException {
    byte[] mail =
        ("To: x@elsewhere.example\r\n\r\n" + "x\r\n".repeat(200_000)).getBytes(ISO_8859_1);
    int chunk = 256 * 1024;
    URI session;
    try (Sandbox first = start()) {
      Browserless program = new Browserless(first);
      String token = program.accessToken("ann@example.com", SCOPES);
      HttpResponse<String> opened =
          program.postJson(
              "/upload/gmail/v1/users/me/messages/send?uploadType=resumable", token, "{}");
      session = URI.create(opened.headers().firstValue("Location").orElseThrow());
      put(program, session, "bytes 0-" + (chunk - 1) + "/" + mail.length, mail, 0, chunk);
    }
    String sent;
    try (Sandbox second = start()) {
      Browserless program = new Browserless(second);
      assertThat(
              put(program, session, "bytes */" + mail.length, mail, 0, 0)
                  .headers()
                  .firstValue("Range"))
          .contains("bytes=0-" + (chunk - 1));
      String rest = "bytes " + chunk + "-" + (mail.length - 1) + "/" + mail.length;
      sent = put(program, session, rest, mail, chunk, mail.length).body();
      assertThat(second.messages()).hasSize(1);
    }
    try (Sandbox third = start()) {
      HttpResponse<String> asked =
          put(new Browserless(third), session, "bytes */" + mail.length, mail, 0, 0);
      assertThat(asked.statusCode()).isEqualTo(200);
      assertThat(asked.body()).isEqualTo(sent);
      assertThat(third.messages()).hasSize(1);
    }
  }

  @Test
  void whatGmailChangedIsKeptAndLogsOfOlderSandboxesAreRead() throws IOException {
    String words = "wrapped the long lines";
    String id;
    try (Sandbox first = start()) {
      Browserless program = new Browserless(first);
      program.sendMail(
          program.accessToken("ann@example.com", SCOPES),
          "To: bob@example.com\r\n\r\n" + "long ".repeat(20));
      id = first.messages().get(1).id();
      assertThat(program.get("/mail/" + id).body()).contains(words);
    }
    try (Sandbox second = start()) {
      assertThat(new Browserless(second).get("/mail/" + id).body()).contains(words);
    }
    Path log = folder.resolve("mail.log");
    String text = Files.readString(log, ISO_8859_1);
    String older = text.replaceAll(",\"changes\":\\[[^]]*]", "");
    assertThat(older).isNotEqualTo(text);
    Files.writeString(log, older, ISO_8859_1);
    try (Sandbox third = start()) {
      assertThat(third.messages()).hasSize(2);
      assertThat(new Browserless(third).get("/mail/" + id).body()).doesNotContain(words);
    }
  }

  private static HttpResponse<String> put(
      Browserless program, URI session, String range, byte[] mail, int from, int to) {
    return program.send(
        HttpRequest.newBuilder(session)
            .header("Content-Range", range)
            .PUT(BodyPublishers.ofByteArray(mail, from, to - from))
            .build());
  }

  @Test
  void draftsAndTheirEndAreKept() throws IOException {
    String body = "{\"message\":{\"raw\":\"VG86IHhAeS5leGFtcGxlDQoNCg==\"}}";
    String kept;
    String token;
    try (Sandbox first = start()) {
      Browserless program = new Browserless(first);
      token = program.accessToken("ann@example.com", SCOPES);
      String path = "/gmail/v1/users/me/drafts";
      kept = Browserless.json(program.postJson(path, token, body)).getString("id");
      String sent = Browserless.json(program.postJson(path, token, body)).getString("id");
      program.postJson(path + "/send", token, "{\"id\":\"" + sent + "\"}");
    }
    try (Sandbox second = start()) {
      assertThat(new Browserless(second).get("/gmail/v1/users/me/drafts", token).body())
          .contains("\"" + kept + "\"")
          .contains("\"resultSizeEstimate\":1");
    }
  }

  @Test
  void smtpKeepsItsCertificateAndPasswords() throws IOException {
    Sandbox first = Sandbox.asGmail().smtp(true).state(folder).start();
    String pem = first.caPem();
    first.close();

    try (Sandbox second = Sandbox.asGmail().smtp(true).state(folder).start()) {
      assertThat(second.caPem()).isEqualTo(pem);
      assertThat(second.appPassword("ann@example.com"))
          .isEqualTo(first.appPassword("ann@example.com"));
    }
    assertThat(modes(folder)).containsOnly("rwx------", "rw-------");
  }

  /** Another process may take a port in between: once, but hardly each time. */
  @Test
  void smtpTakesItsPortsAgain() throws IOException {
    boolean same = false;
    for (int i = 0; i < 5 && !same; i++) {
      Sandbox first = Sandbox.asGmail().smtp(true).state(folder).start();
      first.close();
      try (Sandbox second = Sandbox.asGmail().smtp(true).state(folder).start()) {
        same = second.smtps().equals(first.smtps()) && second.smtp().equals(first.smtp());
      }
    }
    assertThat(same).as("the ports of before").isTrue();
  }

  private static Set<String> modes(Path folder) throws IOException {
    Set<String> modes = new java.util.TreeSet<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.toList()) {
        modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    }
    return modes;
  }

  @Test
  void changeThatWasNotWrittenToItsEndDidNotHappen() throws IOException {
    sendOne();
    Path log = folder.resolve("mail.log");
    long whole = Files.size(log);
    sendOne();
    try (var file = Files.newByteChannel(log, StandardOpenOption.WRITE)) {
      file.truncate(Files.size(log) - 1);
    }

    try (Sandbox again = start()) {
      assertThat(again.messages()).hasSize(1);
      assertThat(Files.size(log)).isEqualTo(whole);
    }
  }

  private void sendOne() throws IOException {
    try (Sandbox sandbox = start()) {
      Browserless program = new Browserless(sandbox);
      program.sendMail(
          program.accessToken("ann@example.com", SCOPES), "To: x@elsewhere.example\r\n\r\nHi");
    }
  }

  @Test
  void damagedLogIsNamed() throws IOException {
    sendOne();
    Files.writeString(folder.resolve("mail.log"), "nonsense\n", StandardOpenOption.APPEND);

    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mail.log is damaged at octet ");
  }

  @Test
  void folderBelongsToOneSandboxAtATime() throws IOException {
    try (Sandbox first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Another sandbox is running");
      assertThat(new Browserless(first).get("/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withoutStateNothingIsLeft() throws IOException {
    State temporary = State.open(null);
    Path itsFolder = temporary.mailLog().getParent();
    Files.writeString(temporary.mailLog(), "kept while it is open");
    assertThat(temporary.uploads()).exists();

    temporary.close();

    assertThat(itsFolder).doesNotExist();
  }
}
