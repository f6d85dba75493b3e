package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorAnswerTest {
  @Test
  void everyReasonOfGooglesBodyIsRead() {
    String body =
        """
        {"error":{"code":403,"message":"Off.","status":"PERMISSION_DENIED",
         "errors":[{"domain":"usageLimits","reason":"accessNotConfigured","message":"Off."}],
         "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",
                     "reason":"SERVICE_DISABLED"}]}}
        """;
    ErrorAnswer answer = ErrorAnswer.parse(403, body, "5", true);
    assertThat(answer.reasons())
        .containsExactlyInAnyOrder("accessNotConfigured", "SERVICE_DISABLED", "PERMISSION_DENIED");
    assertThat(answer.message()).isEqualTo("Off.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"error\":\"invalid\"}",
        "{\"error\":{\"message\":7,\"errors\":{},\"details\":[7,null,{\"reason\":[]}]}}",
        "{\"error\":{}} trailing",
        "{'error':{'message':'lenient'}}",
      })
  void garbageHasNeitherReasonNorMessage(String body) {
    ErrorAnswer answer = ErrorAnswer.parse(403, body, "", true);
    assertThat(answer.reasons()).isEmpty();
    assertThat(answer.message()).isEmpty();
  }

  @Test
  void deeplyNestedJsonIsGarbageAndNoStackOverflow() {
    String deep = "{\"error\":" + "[".repeat(100_000);
    assertThat(ErrorAnswer.parse(400, deep, "", true).message()).isEmpty();
  }
}
