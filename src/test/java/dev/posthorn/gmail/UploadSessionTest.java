package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Secret;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a session may lie, what of it is secret, and what a 308 says. */
final class UploadSessionTest {
  private static final URI ROOT = URI.create("https://gmail.example/behind/");
  private static final URI START = ROOT.resolve("upload/gmail/v1/users/me/messages/send?x=y");
  private static final String ID = "ADPycdu-a-secret-upload-id_0123456789";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gmail.example/behind/upload/gmail/v1/users/me/messages/send?upload_id=" + ID,
        "https://GMAIL.example:443/behind/upload/x/" + ID,
        "HTTPS://gmail.example/behind/upload/a%20b?c=%2F%2e.",
        "/behind/upload/gmail/" + ID,
        "send?upload_id=" + ID,
        "?upload_id=" + ID,
      })
  void sessionBelowTheUploadPathOfTheRootIsTaken(String location) {
    UploadSession session = at(location);
    assertThat(session).isNotNull();
    assertThat(UploadSession.parse(session.handle(), ROOT)).contains(session);
    assertThat(session.toString() + session.handle()).doesNotContain(ID, "upload_id", "https");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/behind/upload/x",
        "http://gmail.example/behind/upload/x",
        "https://gmail.example:8443/behind/upload/x",
        "https://ann@gmail.example/behind/upload/x",
        "https://gmail.example@evil.example/behind/upload/x",
        "https://gmail.example/upload/x",
        "https://gmail.example/behind/upload",
        "https://gmail.example/behind/gmail/v1/users/me/messages/send",
        "https://gmail.example/behind/upload/../gmail/v1/users/me/messages",
        "https://gmail.example/behind/upload/%2e%2E/gmail",
        "https://gmail.example/behind/upload/..%2fgmail",
        "https://gmail.example/behind/upload/x#part",
        "//evil.example/behind/upload/x",
        "file:///behind/upload/x",
        "mailto:ann@example.com",
        "https://gmail.example/behind/upload/a b",
        "\\\\evil.example\\upload",
      })
  void sessionElsewhereGetsNeitherTokenNorMail(String location) {
    assertThat(at(location)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gmail.example/behind/upload/x",
        "0 https://gmail.example/behind/upload/x",
        "-7 https://gmail.example/behind/upload/x",
        "12345678901234567890 https://gmail.example/behind/upload/x",
        "7 https://evil.example/behind/upload/x",
        "7  https://gmail.example/behind/upload/x",
        "7",
      })
  void whatIsNoHandleIsNotTakenUp(String handle) {
    assertThat(UploadSession.parse(Secret.of(handle), ROOT)).isEmpty();
  }

  @Test
  void idAloneIsASecretToo() {
    UploadSession session = at("send?upload_id=" + ID + "&uploadType=resumable");
    assertThat(Redaction.of(session.secrets()).of("broken at " + ID + "!"))
        .isEqualTo("broken at [redacted]!");
  }

  @Test
  void hostIsNoSecretAndWhatNamesItAloneStays() {
    UploadSession session = at("https://gmail.example:443/behind/upload/x/" + ID + "?y=" + ID);
    assertThat(session.secrets().map(Secret::value))
        .contains(ID)
        .noneMatch("gmail.example"::equals);
    Exception unknown = new UnknownHostException("gmail.example");
    assertThat(Redaction.of(session.secrets()).of(unknown)).isSameAs(unknown);
    Exception refused = new ConnectException("gmail.example:443 refused");
    assertThat(Redaction.of(session.secrets()).of(refused)).isSameAs(refused);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "'  ', 0",
    "bytes=0-0, 1",
    "bytes=0-262143, 262144",
    "0-262143, 262144",
    "BYTES=0-9, 10",
    "bytes 0-9, 10",
    "' bytes = 0 - 9 ', 10",
    "bytes=0-999999, 1000000",
  })
  void rangeSaysHowManyBytesAreThere(String range, long received) {
    assertThat(UploadRange.received(range, 1_000_000)).isEqualTo(OptionalLong.of(received));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-1000000",
        "bytes=1-9",
        "bytes=0-",
        "bytes=-9",
        "bytes=0-9,20-29",
        "bytes=0-9/1000000",
        "lines=0-9",
        "bytes=0-99999999999999999999",
        "nonsense",
      })
  void rangeThatCannotBeSaysNothing(String range) {
    assertThat(UploadRange.received(range, 1_000_000)).isEmpty();
  }

  private static UploadSession at(String location) {
    return UploadSession.at(ROOT, START, Secret.of(location), 7).orElse(null);
  }
}
