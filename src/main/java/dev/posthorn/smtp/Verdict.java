package dev.posthorn.smtp;

/** What a reply means for who wants to send, whatever its words. */
enum Verdict {
  /** Not sent: the message must change. */
  MESSAGE,
  /** Not sent: the server does not serve us. */
  UNAVAILABLE,
  /** Not sent: the login is missing, or not taken. */
  NOT_AUTHORIZED,
  /** Not sent, and safe to try again. */
  TRY_AGAIN,
  /** Not sent: the account sends, or logs in, too fast. */
  RATE_LIMIT,
  /** Not sent: the account has sent all that it may within 24 hours. */
  DAILY_LIMIT,
  /** Nothing that SMTP knows: how far we got decides. */
  NO_ANSWER;

  /**
   * Sorts a reply by the command it answers, its code and its status.
   *
   * <p>4xx says "not now" and 5xx "not so" (RFC 5321 §4.2.1), with these exceptions: Gmail's 550
   * 5.4.5 passes within a day; 530, 534, 535 and 538 are about the login at every stage (RFC 4954
   * §6), as is any 5xx to AUTH; and before MAIL there is no message to blame. Of the 4xx, Gmail's
   * 421 and 454 with 4.7.x and its 450 4.2.1 are about the account's rate, unless a recipient is in
   * question, or TLS.
   *
   * @see <a href="https://support.google.com/a/answer/3726730">Gmail: SMTP errors and codes</a>
   */
  static Verdict of(Stage stage, Reply reply) {
    if (reply.isTransient()) {
      return isAboutRate(stage, reply) ? RATE_LIMIT : TRY_AGAIN;
    }
    if (!reply.isPermanent()) {
      return NO_ANSWER;
    }
    if (reply.status().equals("5.4.5")) {
      return DAILY_LIMIT;
    }
    return switch (reply.code()) {
      case 530, 534, 535, 538 -> NOT_AUTHORIZED;
      default ->
          switch (stage) {
            case CONNECT, GREETING, HELLO, STARTTLS -> UNAVAILABLE;
            case AUTH -> NOT_AUTHORIZED;
            case MAIL -> isOutOfStep(reply.code()) ? UNAVAILABLE : MESSAGE;
            case RCPT, DATA, DOT -> MESSAGE;
          };
    };
  }

  private static boolean isAboutRate(Stage stage, Reply reply) {
    boolean ofPolicy = reply.status().startsWith("4.7.");
    return switch (reply.code()) {
      case 421 -> ofPolicy;
      case 454 -> ofPolicy && stage == Stage.AUTH;
      case 450 -> reply.status().equals("4.2.1") && stage != Stage.RCPT;
      default -> false;
    };
  }

  /** The server does not know the command, or takes no mail at all (RFC 7504). */
  private static boolean isOutOfStep(int code) {
    return code == 500 || code == 502 || code == 503 || code == 504 || code == 521;
  }
}
