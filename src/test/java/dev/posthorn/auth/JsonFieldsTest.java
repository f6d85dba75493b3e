package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonFieldsTest {
  @Test
  void scopesAreAnArrayOrOneText() throws Exception {
    String both =
        "{\"a\": [\"https://x/1\", \"https://x/2\"], \"t\": \" https://x/1  https://x/2 \"}";
    JsonFields fields = JsonFields.parse(both);
    assertThat(fields.scopes("a").orElseThrow()).containsExactly("https://x/1", "https://x/2");
    assertThat(fields.scopes("t")).isEqualTo(fields.scopes("a"));
    assertThat(fields.scopes("none")).isEmpty();
    assertThat(JsonFields.parse("{\"t\": \" \"}").scopes("t").orElseThrow()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"\"]", "[\"a b\"]", "\"a\\tb\"", "[1]", "1", "{}", "true"})
  void whatIsNoScopesIsRefused(String scopes) throws Exception {
    JsonFields fields = JsonFields.parse("{\"scope\": " + scopes + "}");
    assertThatThrownBy(() -> fields.scopes("scope"))
        .isInstanceOf(UnusableJsonException.class)
        .hasMessageContaining("its \"scope\"");
  }

  @Test
  void wholeNumberMayBeWrittenAsText() throws Exception {
    JsonFields fields = JsonFields.parse("{\"n\": 0, \"t\": \"3488\", \"null\": null}");
    assertThat(fields.whole("n")).contains(0L);
    assertThat(fields.whole("t")).contains(3488L);
    assertThat(fields.whole("null")).isEmpty();
  }

  @Test
  void placeWhereItBreaksIsSaidAndTheTextIsNot() {
    assertThatThrownBy(() -> JsonFields.parse("{\n\"token\": hush\n}".getBytes(UTF_8)))
        .isInstanceOf(UnusableJsonException.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("hush");
  }
}
