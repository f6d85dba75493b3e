package dev.posthorn.ordeal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.FaultPlan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RandomFaultsTest {
  private static final int PLANS = 300;

  @Test
  void theSameSeedDrawsTheSamePlans() {
    assertThat(plans(RandomFaults.of(5))).isEqualTo(plans(RandomFaults.of(5)));
    assertThat(plans(RandomFaults.of(5))).isNotEqualTo(plans(RandomFaults.of(6)));
  }

  @Test
  void everyCallMeetsEveryFaultBeforeAndAfter() {
    String all = String.join("\n", plans(RandomFaults.of(1)));
    for (String call : List.of("token", "upload.start", "upload.put", "upload.query")) {
      for (String when : List.of("before", "after")) {
        for (String fault : List.of("reset", "timeout", "truncated", "garbage", "status", "slow")) {
          assertThat(all)
              .contains(
                  "\"call\":\""
                      + call
                      + "\",\"when\":\""
                      + when
                      + "\",\"fault\":\""
                      + fault
                      + "\"");
        }
      }
    }
  }

  @Test
  void theSessionsThatArePlannedToEndAreCounted() {
    RandomFaults faults = RandomFaults.of(1);

    assertThat(rules(faults))
        .filteredOn(rule -> rule.contains("\"status\":404") || rule.contains("\"status\":410"))
        .hasSize((int) faults.destroyed())
        .isNotEmpty()
        .allMatch(rule -> rule.contains("\"times\":1,"));
  }

  @Test
  void noSessionNeedEnd() {
    RandomFaults faults = RandomFaults.keepingSessions(1);

    assertThat(rules(faults))
        .isNotEmpty()
        .noneMatch(rule -> rule.contains("\"status\":404") || rule.contains("\"status\":410"));
    assertThat(faults.destroyed()).isZero();
  }

  @Test
  void aLimitIsAlwaysSaidInPlaceOfTheWork() {
    assertThat(rules(RandomFaults.of(1)))
        .filteredOn(rule -> rule.contains("\"status\":429"))
        .isNotEmpty()
        .allMatch(rule -> rule.contains("\"when\":\"before\""));
  }

  private static List<String> plans(RandomFaults faults) {
    return Stream.generate(faults::next).limit(PLANS).map(FaultPlan::toString).toList();
  }

  private static List<String> rules(RandomFaults faults) {
    return plans(faults).stream().flatMap(plan -> Stream.of(plan.split("(?<=\\})"))).toList();
  }
}
