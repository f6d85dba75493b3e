package dev.posthorn.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * Says why Google may have ended a consent: invalid_grant alone does not tell.
 *
 * @see <a href="https://developers.google.com/identity/protocols/oauth2#expiration">Refresh token
 *     expiration</a>
 */
final class ConsentEnd {
  /** The life of a consent while the consent screen is in "Testing". */
  private static final Duration TESTING = Duration.ofDays(7);

  /** How much earlier or later than its seven days a consent may seem to have ended. */
  private static final Duration SLACK = Duration.ofHours(12);

  private ConsentEnd() {}

  /**
   * The refusal for a grant whose refresh token the server no longer takes.
   *
   * @param subtype the answer's error_subtype, checked, or empty
   */
  static AuthException of(Grant grant, String subtype, Instant now) {
    return new AuthException(
        AuthException.Kind.CONSENT_ENDED,
        "The consent of "
            + grant.email()
            + " has ended (invalid_grant). "
            + reasons(grant, subtype, now),
        TokenFileTrouble.login(grant.email()));
  }

  private static String reasons(Grant grant, String subtype, Instant now) {
    if (subtype.equals("invalid_rapt")) {
      return "The organisation's administrator lets sessions end after a while (invalid_rapt), and"
          + " this one did.";
    }
    String others =
        "the password was changed; the consent was revoked; it was not used for six months; the"
            + " account gave this client more than 100 consents, which ends the oldest; or an"
            + " administrator's session policy ended it.";
    return endedAfterSevenDays(grant, now)
        ? "The likeliest reason: the consent screen of the Cloud project is in \"Testing\", where a"
            + " consent ends after 7 days (publish it to end that). Other reasons: "
            + others
        : "Google's reasons can be: " + others;
  }

  /** Seven days have passed, and no token was got after the seventh. */
  private static boolean endedAfterSevenDays(Grant grant, Instant now) {
    Instant consentedAt = grant.consentedAt();
    if (consentedAt == null) {
      return true; // Not known: better to name it than to hide the commonest reason.
    }
    Instant end = consentedAt.plus(TESTING);
    AccessToken last = grant.accessToken();
    boolean usedLater = last != null && last.expiry().isAfter(end.plus(SLACK));
    return !now.isBefore(end.minus(SLACK)) && !usedLater;
  }
}
