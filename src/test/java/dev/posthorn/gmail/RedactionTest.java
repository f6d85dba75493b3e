package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Secret;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken out of an exception, and that what it means stays. */
final class RedactionTest {
  private static final String ID = "ADPycdu-a-secret-upload-id_0123456789";
  private final Redaction redaction = Redaction.of(Stream.of(Secret.of(ID)));
  private final GmailErrors errors =
      new GmailErrors(Operation.SEND, "ann@example.com", Set.of(), "gmail.example");

  static Stream<Exception> failures() {
    return Stream.of(
        new UnknownHostException(ID),
        new SocketTimeoutException(ID),
        new ConnectException(ID),
        new NoRouteToHostException(ID),
        new SSLException(ID),
        new SSLHandshakeException(ID),
        new SSLException("no", new CertificateException(ID)),
        new SSLException(ID, new CertificateException("no")),
        new EOFException(ID),
        new IOException(ID),
        new IllegalStateException(ID),
        new IOException("no", new ConnectException(ID)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void exceptionThatNamesASecretMeansTheSameWithoutIt(Exception failure) {
    Exception clean = redaction.of(failure);
    for (Progress progress : Progress.values()) {
      Verdict verdict = errors.lost(progress, failure);
      assertThat(errors.lost(progress, clean))
          .isEqualTo(
              new Verdict(verdict.kind(), redaction.of(verdict.message()), verdict.remedy(), null));
    }
    assertThat(GmailErrors.isDistrust(clean)).isEqualTo(GmailErrors.isDistrust(failure));
    StringWriter trace = new StringWriter();
    clean.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(ID).contains("[redacted]");
    assertThat(clean.getStackTrace()).isEqualTo(failure.getStackTrace());
  }

  @Test
  void exceptionThatNamesNoSecretStays() {
    Exception harmless = new IllegalStateException("no", new IOException("never"));
    assertThat(redaction.of(harmless)).isSameAs(harmless);
  }

  @ParameterizedTest
  @EnumSource(Progress.class)
  void exceptionWithoutAMessageIsJudgedAsBefore(Progress progress) {
    Exception failure = new ConnectException();
    failure.initCause(new IOException(ID));
    assertThat(errors.lost(progress, redaction.of(failure)))
        .isEqualTo(errors.lost(progress, failure));
  }
}
