package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class CallbackPropertyTest {
  private static final Secret STATE = Secret.of("S3cr3t-state_of.43~characters");

  @Property
  void hostileQueriesNeitherThrowNorAnswer(@ForAll("hostile") String query) {
    assertThat(Callback.parse(query, STATE)).isInstanceOf(Callback.Invalid.class);
  }

  @Property
  void anyTextAtAllNeitherThrowsNorAnswers(@ForAll String query) {
    assertThat(Callback.parse(query, STATE)).isInstanceOf(Callback.Invalid.class);
  }

  @Property
  void wordsForARefusedQueryHoldNothingOfIt(
      @ForAll @Size(min = 3) List<@CharRange(from = 'a', to = 'z') Character> marks) {
    StringBuilder mark = new StringBuilder("q9");
    marks.forEach(mark::append);
    Callback callback = Callback.parse("code=" + mark + "&state=" + mark + "&x=<" + mark, STATE);
    assertThat(((Callback.Invalid) callback).why()).doesNotContain(mark);
  }

  @Property
  void everyCodeOfVisibleAsciiComesThroughWhateverStandsAround(
      @ForAll @NotEmpty @CharRange(from = ' ', to = '~') String code,
      @ForAll @Size(max = 20) List<String> strangers,
      @ForAll long order) {
    List<String> pairs = new java.util.ArrayList<>();
    strangers.forEach(text -> pairs.add("x" + encode(text) + "=" + encode(text)));
    pairs.add("code=" + encode(code));
    pairs.add("state=" + encode(STATE.value()));
    Collections.shuffle(pairs, new java.util.Random(order));
    assertThat(Callback.parse(String.join("&", pairs), STATE))
        .isEqualTo(new Callback.Code(Secret.of(code)));
  }

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.of(
            "code",
            "state",
            "error",
            "=",
            "&",
            "%",
            "%0",
            "%00",
            "%zz",
            "%C3%28",
            "+",
            ";",
            "#",
            "?",
            "<script>",
            "\"",
            "\\",
            "\u0000",
            "\r\n",
            "é",
            "4/0A",
            "%63ode",
            "stat%65",
            "S3cr3t-state",
            "%53",
            "&&&",
            "a=b")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  /** Lone surrogates cannot be encoded; URLEncoder writes a question mark for them. */
  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
