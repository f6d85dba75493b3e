package dev.posthorn.ordeal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ordeal in its short form; bench/ordeal plays the long one. */
final class OrdealIT {
  private final List<String> said = new ArrayList<>();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void inAFileWhatIsAcceptedIsDeliveredOnceHoweverWorkersDie() throws Exception {
    Settings settings = new Settings(Settings.Store.SQLITE, 2, 80, 8, 1);

    Ordeal.Result result = Ordeal.run(settings, RandomFaults.keepingSessions(1), said::add);

    check(settings, result);
    assertThat(result.reckoning().delivered()).hasSize(settings.messages());
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void inADatabaseThatRestartsWhatIsAcceptedIsDeliveredOnceOrNamedUnknown() throws Exception {
    Settings settings = new Settings(Settings.Store.POSTGRESQL, 2, 80, 8, 2);

    Ordeal.Result result = Ordeal.run(settings, RandomFaults.of(2), said::add);

    check(settings, result);
    assertThat(result.outcome().restarts()).isEqualTo(1);
  }

  private void check(Settings settings, Ordeal.Result result) {
    assertThat(result.violations()).as("%s", said).isEmpty();
    assertThat(result.reckoning().delivered().size() + result.reckoning().unknown().size())
        .isEqualTo(settings.messages());
    assertThat(result.outcome().kills()).isEqualTo(settings.kills());
    assertThat(result.outcome().faults()).as("faults that were played").isPositive();
  }
}
