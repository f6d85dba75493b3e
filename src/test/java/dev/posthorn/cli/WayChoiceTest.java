package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.WayOptions.Via;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way a message goes, decided before its first byte. */
class WayChoiceTest {

  @ParameterizedTest(name = "asked: {0}, open: {1}, beyond the envelope: {2} → {3}")
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          # The API is preferred.
          AUTO, API SMTP, false, API
          AUTO, API,      false, API
          AUTO, SMTP,     false, SMTP
          # Where nothing is possible, the API's refusal names the login.
          AUTO, none,     false, API
          AUTO, none,     true,  API
          # Recipients in the head that must get nothing: SMTP alone can do that.
          AUTO, API SMTP, true,  SMTP
          AUTO, API,      true,  API
          AUTO, SMTP,     true,  SMTP
          # What is asked for is kept.
          API,  SMTP,     true,  API
          API,  SMTP,     false, API
          SMTP, API,      false, SMTP
          SMTP, none,     true,  SMTP
          """)
  void theWayFollowsTheOptionThenTheEnvelopeThenTheScopes(
      Via asked, String open, boolean beyond, Via way) {
    assertThat(new WayChoice(asked, ways(open), beyond).way()).isEqualTo(way);
  }

  private static Set<Via> ways(String words) {
    return words == null
        ? Set.of()
        : Arrays.stream(words.split(" ")).map(Via::valueOf).collect(Collectors.toSet());
  }
}
