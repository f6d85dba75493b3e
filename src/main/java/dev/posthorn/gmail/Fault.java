package dev.posthorn.gmail;

import dev.posthorn.send.ServerText;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an answer complains of, as far as its reasons tell; where they are missing, its words.
 *
 * <p>Google writes one reason in several ways ({@code rateLimitExceeded}, {@code
 * RATE_LIMIT_EXCEEDED}), so case and underscores do not count. The order of the constants decides
 * when several apply.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/handle-errors">Gmail:
 *     resolve errors</a>
 */
enum Fault {
  SCOPE(
      "insufficientpermissions|accesstokenscopeinsufficient",
      "insufficient authentication scopes|insufficient permission"),
  API_OFF("accessnotconfigured|servicedisabled", "has not been used in project|api .*disabled"),
  DOMAIN_POLICY("domainpolicy", "disabled by (the |your )?(domain )?admin"),
  DAILY("dailylimitexceeded(unreg)?", "daily limit"),
  RATE(
      "(user)?ratelimitexceeded|quotaexceeded|resourceexhausted|concurrentlimitexceeded",
      "rate.?limit|quota exceeded|too many (concurrent )?requests"),
  MAIL_OFF("failedprecondition", "mail service not enabled"),
  OTHER("", "");

  private final Pattern reasons;
  private final Pattern words;

  Fault(String reasons, String words) {
    this.reasons = Pattern.compile(reasons);
    this.words = Pattern.compile(words);
  }

  static Fault of(ErrorAnswer answer) {
    Set<String> given =
        answer.reasons().stream()
            .map(reason -> reason.toLowerCase(Locale.ROOT).replace("_", ""))
            .collect(Collectors.toSet());
    for (Fault fault : values()) {
      if (given.stream().anyMatch(reason -> fault.reasons.matcher(reason).matches())) {
        return fault;
      }
    }
    String text = ServerText.clean(answer.message()).toLowerCase(Locale.ROOT);
    for (Fault fault : values()) {
      if (fault != OTHER && fault.words.matcher(text).find()) {
        return fault;
      }
    }
    return OTHER;
  }
}
