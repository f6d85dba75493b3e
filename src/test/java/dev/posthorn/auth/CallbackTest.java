package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTest {
  private static final Secret STATE = Secret.of("right-state");

  @Test
  void codeWithTheRightStateIsTheAnswer() {
    assertThat(parse("state=right-state&code=4%2F0Ab-c"))
        .isEqualTo(new Callback.Code(Secret.of("4/0Ab-c")));
  }

  @Test
  void parametersThatAreUnknownAreIgnored() {
    String query =
        "state=right-state&iss=https%3A%2F%2Faccounts.google.com&code=c&scope=a+b&authuser=0"
            + "&prompt=consent&scope=again&%F0%9F%93%AF=%F0%9F%93%AF&flag";
    assertThat(parse(query)).isEqualTo(new Callback.Code(Secret.of("c")));
  }

  @Test
  void errorWithTheRightStateIsADenial() {
    assertThat(parse("error=access_denied&state=right-state"))
        .isEqualTo(new Callback.Denied("access_denied"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "code=c",
        "code=c&state=",
        "code=c&state=wrong",
        "code=c&state=right-stat",
        "code=c&state=right-state%00",
        "code=c&state=RIGHT-STATE",
        "error=access_denied",
        "error=access_denied&state=wrong",
        "state=right-state",
        "state=right-state&code=",
        "state=right-state&code=c&error=access_denied",
        "state=right-state&state=right-state&code=c",
        "state=wrong&state=right-state&code=c",
        "state=right-state&code=c&code=d",
        "state=right-state&code=c&%63ode=d",
        "state=right-state&error=access_denied&error=x",
        "state=right-state&code=%",
        "state=right-state&code=%4",
        "state=right-state&code=%zz",
        "state=right-state&code=%+1",
        "state=right-state&code=c&x=%C3",
        "state=right-state&code=a%0Ab",
        "state=right-state&code=a%C3%A9",
        "state=right-state&code=a b",
        "state=right-state&code=\u0664"
      })
  void allElseIsNoAnswer(String query) {
    assertThat(parse(query)).isInstanceOf(Callback.Invalid.class);
  }

  @Test
  void moreParametersThanAnyServerSendsAreNoAnswer() {
    assertThat(parse("state=right-state&code=c" + "&a=b".repeat(62)))
        .isInstanceOf(Callback.Code.class);
    assertThat(parse("state=right-state&code=c" + "&a=b".repeat(63)))
        .isInstanceOf(Callback.Invalid.class);
  }

  @Test
  void printingACodeShowsNothing() {
    assertThat(parse("state=right-state&code=hidden").toString()).doesNotContain("hidden");
  }

  private static Callback parse(String query) {
    return Callback.parse(query, STATE);
  }
}
