package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.AuthException;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever kept the token back, "perhaps sent" is said as such, and nothing else is. */
final class FailureTest {
  @ParameterizedTest
  @EnumSource(AuthException.Kind.class)
  void unknownOutcomeStaysUnknownWhateverHappenedToTheToken(AuthException.Kind kind) {
    Failure failure =
        Failure.of(new SendException.OutcomeUnknown("perhaps", "Look.", withoutToken(kind)));
    assertThat(failure.code()).isEqualTo(ExitCode.UNKNOWN);
    assertThat(failure.message()).isEqualTo("perhaps");
    assertThat(failure.remedy()).isEqualTo("Look.");
    assertThat(failure.toJson().getAsJsonObject("error").get("sent").getAsString())
        .isEqualTo("unknown");
  }

  @ParameterizedTest
  @EnumSource(AuthException.Kind.class)
  void otherAnswersKeepTheExitCodeOfTheTokenAndTheirOwnWords(AuthException.Kind kind) {
    AuthException auth = withoutToken(kind);
    List<SendException> answers = new ArrayList<>();
    for (Reason reason : Reason.values()) {
      answers.add(new SendException.Refused(reason, "not sent", "A draft is left.", auth));
    }
    answers.add(new SendException.NotAuthorized("not sent", "A draft is left.", auth));
    answers.add(new SendException.NotSent("not sent", "A draft is left.", null, auth));
    assertThat(answers)
        .allSatisfy(
            answer -> {
              Failure failure = Failure.of(answer);
              assertThat(failure.code()).isEqualTo(Failure.of(auth).code());
              assertThat(failure.code()).isNotEqualTo(ExitCode.UNKNOWN);
              assertThat(failure.message()).isEqualTo("not sent");
              assertThat(failure.remedy()).isEqualTo("A draft is left.");
            });
  }

  private static AuthException withoutToken(AuthException.Kind kind) {
    return new AuthException(kind, "no token", "Run: posthorn login");
  }
}
