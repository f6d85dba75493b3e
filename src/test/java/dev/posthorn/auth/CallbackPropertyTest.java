package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class CallbackPropertyTest {
  private static final Secret STATE = Secret.of("S3cr3t-state_of.43~characters");

  private static final String[] HOSTILE = {
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
    "a=b"
  };

  @Tries(1000)
  void hostileQueriesNeitherThrowNorAnswer(Chance chance) {
    String query = chance.joined(40, HOSTILE);
    assertThat(Callback.parse(query, STATE)).as(query).isInstanceOf(Callback.Invalid.class);
  }

  @Tries(1000)
  void anyTextAtAllNeitherThrowsNorAnswers(Chance chance) {
    String query = chance.anyText(255);
    assertThat(Callback.parse(query, STATE)).as(query).isInstanceOf(Callback.Invalid.class);
  }

  @Tries(1000)
  void wordsForARefusedQueryHoldNothingOfIt(Chance chance) {
    String mark = "q9" + chance.text(3, 255, 'a', 'z');
    Callback callback = Callback.parse("code=" + mark + "&state=" + mark + "&x=<" + mark, STATE);
    assertThat(((Callback.Invalid) callback).why()).doesNotContain(mark);
  }

  @Tries(1000)
  void everyCodeOfVisibleAsciiComesThroughWhateverStandsAround(Chance chance) {
    String code = chance.text(1, 255, ' ', '~');
    List<String> pairs = new ArrayList<>();
    for (String text : chance.list(0, 20, () -> chance.anyText(60))) {
      pairs.add("x" + encode(text) + "=" + encode(text));
    }
    pairs.add("code=" + encode(code));
    pairs.add("state=" + encode(STATE.value()));
    Collections.shuffle(pairs, new Random(chance.number()));
    assertThat(Callback.parse(String.join("&", pairs), STATE))
        .isEqualTo(new Callback.Code(Secret.of(code)));
  }

  /** Lone surrogates cannot be encoded; URLEncoder writes a question mark for them. */
  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
