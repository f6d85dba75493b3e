package dev.posthorn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a plan of faults is written, and drawn. */
final class FaultPlanTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|JSON object",
        "{}|rules",
        "{\"rules\":[1]}|Rule 1",
        "{\"rules\":[],\"more\":1}|more",
        "{\"rules\":[{\"call\":\"x\",\"when\":\"after\",\"fault\":\"reset\"}]}|Unknown call",
        "{\"rules\":[{\"call\":\"token\",\"when\":\"now\",\"fault\":\"reset\"}]}|when",
        "{\"rules\":[{\"call\":\"token\",\"when\":\"after\",\"fault\":\"fire\"}]}|fire",
        "{\"rules\":[{\"call\":\"token\",\"when\":\"after\",\"fault\":\"reset\",\"times\":0}]}|times",
        "{\"rules\":[{\"call\":\"token\",\"when\":\"after\",\"fault\":\"reset\",\"bytes\":1}]}|bytes",
        "{\"rules\":[{\"call\":\"smtp.data\",\"when\":\"after\",\"fault\":\"status\",\"status\":302}]}|SMTP"
      })
  void badPlanIsRefusedWithItsReason(String json, String words) {
    assertThatThrownBy(() -> FaultPlan.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void writtenPlanReadsBackTheSame() {
    FaultPlan plan =
        FaultPlan.of(
            9,
            List.of(
                FaultRule.before("upload.put", Fault.RESET).bytes(5).skip(1).times(2).chance(0.5),
                FaultRule.after("smtp.data", Fault.STATUS).status(451, "4.3.0 Later"),
                FaultRule.after("token", Fault.SLOW).millis(7)));

    assertThat(FaultPlan.parse(plan.toString())).hasToString(plan.toString());
  }

  @Test
  void sameSeedDrawsTheSameCalls() {
    assertThat(drawn(1)).isEqualTo(drawn(1)).isNotEqualTo(drawn(2));
    assertThat(drawn(3).stream().filter(it -> it).count()).isBetween(30L, 70L);
  }

  private static List<Boolean> drawn(long seed) {
    Faults faults = new Faults();
    FaultRule rule = FaultRule.after("token", Fault.RESET).times(1000).chance(0.5);
    faults.set(FaultPlan.of(seed, List.of(rule)));
    List<Boolean> drawn = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      drawn.add(faults.next("token").isPresent());
    }
    return drawn;
  }
}
