package dev.posthorn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TemplateTest {
  private static final Template ALERT = Template.named("consent-alert.html");

  @Test
  void plainTextIsEscaped() {
    assertThat(ALERT.with(Map.of("words", "<b>\"'&$1\\")).text())
        .contains("&lt;b&gt;&quot;&#39;&amp;$1\\")
        .doesNotContain("<b>");
  }

  @Test
  void controlCharactersAreReplaced() {
    assertThat(Html.escape("a\u0000b\u001Bc\u0085d\te\n").text())
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\te\n");
  }

  @Test
  void htmlStaysAsItIs() {
    assertThat(ALERT.with(Map.of("words", new Html("<b>bold</b>"))).text()).contains("<b>bold</b>");
  }

  @Test
  void valueThatLooksLikeAPlaceIsNotFilled() {
    assertThat(ALERT.with(Map.of("words", "{{words}}")).text()).contains(">{{words}}<");
  }

  @Test
  void placeWithoutValueIsAnError() {
    assertThatThrownBy(() -> ALERT.with(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("consent-alert.html has no value for words");
  }

  @Test
  void missingFileIsAnError() {
    assertThatThrownBy(() -> Template.named("none.html"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none.html");
  }
}
