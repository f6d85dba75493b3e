package dev.posthorn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

final class ChanceTest {
  @Test
  void theSameSeedMakesTheSameValuesAndAnotherSeedOthers() {
    Function<Chance, List<Object>> some =
        chance -> List.of(chance.anyText(50), chance.number(), chance.between(0, 1_000_000));

    assertThat(some.apply(Chance.of(7))).isEqualTo(some.apply(Chance.of(7)));
    assertThat(seen(100, some)).hasSize(100);
  }

  /** Else a property would pass because a value never came. */
  @Test
  void theEndsAndAllBetweenComeUp() {
    assertThat(seen(2000, chance -> chance.between(3, 9)))
        .containsExactlyInAnyOrder(3, 4, 5, 6, 7, 8, 9);
    assertThat(seen(2000, chance -> chance.text(0, 8, "a").length()))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(seen(2000, chance -> chance.of("x", "y", "z")))
        .containsExactlyInAnyOrder("x", "y", "z");
    assertThat(seen(2000, chance -> chance.bytes(5).length))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(seen(200, chance -> chance.joined(2, "a", "b")))
        .containsExactlyInAnyOrder("", "a", "aa", "ab", "b", "ba", "bb");
  }

  @Test
  void anyTextHasHalvesOfCharactersAndUnicodeHasWholeOnes() {
    String text = String.join("", seen(200, chance -> chance.anyText(50)));
    String unicode = String.join("", seen(200, chance -> chance.anyUnicode(50)));

    assertThat(text.chars()).anyMatch(c -> c < ' ').anyMatch(c -> c > 0xFF00);
    assertThat(text.codePoints()).anyMatch(ChanceTest::isHalf);
    assertThat(unicode.codePoints()).anyMatch(c -> c > 0x10000).noneMatch(ChanceTest::isHalf);
  }

  @Tries(3)
  void aTryIsNamedByItsSeed(Chance chance, TestInfo info) {
    long seed = Long.parseLong(info.getDisplayName().replace("seed ", ""));

    assertThat(chance.number()).isEqualTo(Chance.of(seed).number());
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static <T> Set<T> seen(int seeds, Function<Chance, T> maker) {
    Set<T> seen = new LinkedHashSet<>();
    for (int seed = 1; seed <= seeds; seed++) {
      seen.add(maker.apply(Chance.of(seed)));
    }
    return seen;
  }
}
