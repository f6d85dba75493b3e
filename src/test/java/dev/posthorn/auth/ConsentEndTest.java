package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConsentEndTest {
  private static final Instant CONSENT = Instant.parse("2026-11-01T12:00:00Z");

  @Test
  void consentThatEndedAfterSevenDaysPointsAtTesting() {
    assertThat(said(Duration.ofHours(7 * 24 + 1), Duration.ofHours(7 * 24), ""))
        .contains("likeliest", "Testing", "7 days", "publish", "password", "six months", "100");
    assertThat(said(Duration.ofDays(60), Duration.ofDays(5), "")).contains("Testing");
  }

  @Test
  void youngerConsentDidNotEndForThat() {
    assertThat(said(Duration.ofDays(3), Duration.ofDays(2), ""))
        .doesNotContain("Testing")
        .contains("password", "revoked", "six months", "more than 100", "session policy");
  }

  @Test
  void consentThatWorkedAfterTheSeventhDayDidNotEndForThat() {
    assertThat(said(Duration.ofDays(9), Duration.ofDays(8), "")).doesNotContain("Testing");
  }

  @Test
  void unknownAgeNamesTestingToo() {
    AuthException ended = ConsentEnd.of(grant(null, null), "", CONSENT);
    assertThat(ended).hasMessageContaining("Testing");
  }

  @Test
  void adminsSessionPolicyIsNamedAlone() {
    assertThat(said(Duration.ofDays(7), Duration.ofDays(7), "invalid_rapt"))
        .contains("administrator", "invalid_rapt")
        .doesNotContain("Testing", "password");
  }

  private static String said(Duration age, Duration lastTokenEnded, String subtype) {
    AccessToken last = new AccessToken(Secret.of("t"), CONSENT.plus(lastTokenEnded));
    AuthException ended = ConsentEnd.of(grant(last, CONSENT), subtype, CONSENT.plus(age));
    assertThat(ended.kind()).isEqualTo(AuthException.Kind.CONSENT_ENDED);
    assertThat(ended.remedy()).isEqualTo("Run: posthorn login --account ann@example.com");
    return ended.getMessage();
  }

  private static Grant grant(AccessToken last, Instant consentedAt) {
    Grant.Client client =
        new Grant.Client("c", Secret.of("s"), URI.create("https://oauth2.googleapis.com/token"));
    return new Grant(TestHome.ANN, last, Secret.of("r"), Set.of(), client, consentedAt);
  }
}
