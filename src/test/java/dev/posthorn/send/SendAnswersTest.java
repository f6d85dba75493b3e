package dev.posthorn.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SendAnswersTest {
  @Test
  void receiptKeepsItsOwnCopyOfTheLabels() {
    List<String> labels = new ArrayList<>(List.of("SENT"));
    SendReceipt receipt = new SendReceipt("18c", "18c", labels, "ann@example.com", "api");
    labels.add("later");
    assertThat(receipt.labelIds()).containsExactly("SENT");
    assertThatThrownBy(() -> receipt.labelIds().add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void receiptWithoutAnIdIsNoReceipt() {
    assertThatThrownBy(() -> new SendReceipt(" ", "", List.of(), "ann@example.com", "api"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void waitIsAbsentUnlessTheProviderNamedOne() {
    assertThat(new SendException.NotSent("m", "", null, null).retryAfter()).isEmpty();
    assertThat(new SendException.NotSent("m", "", Duration.ZERO, null).retryAfter())
        .contains(Duration.ZERO);
    assertThatThrownBy(() -> new SendException.NotSent("m", "", Duration.ofSeconds(-1), null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyAnswerIsOneOfFour() {
    assertThat(SendException.class.isSealed()).isTrue();
    assertThat(SendException.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(
            SendException.Refused.class,
            SendException.NotAuthorized.class,
            SendException.NotSent.class,
            SendException.OutcomeUnknown.class);
  }
}
