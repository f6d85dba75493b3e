package dev.posthorn.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplyTest {
  @Test
  void linesAreJoinedAndCodesTakenOff() {
    Reply reply =
        Reply.parse("535-5.7.8 Username not accepted.\n535 5.7.8  Learn more - gsmtp\n", List.of());
    assertThat(reply)
        .isEqualTo(new Reply(535, "5.7.8", "Username not accepted.  Learn more - gsmtp"))
        .hasToString("535 5.7.8 Username not accepted.  Learn more - gsmtp");
  }

  @Test
  void statusAndWordsMayBeMissing() {
    assertThat(Reply.parse("250\n", List.of())).isEqualTo(new Reply(250, "", ""));
    assertThat(Reply.parse("250 \n", List.of())).isEqualTo(new Reply(250, "", ""));
    assertThat(Reply.parse("250 5.1.1.1 x\n", List.of()))
        .isEqualTo(new Reply(250, "", "5.1.1.1 x"));
    assertThat(Reply.parse("250 2.0.0\n", List.of())).isEqualTo(new Reply(250, "2.0.0", ""));
    assertThat(new Reply(550, "", "")).hasToString("550");
  }

  @Test
  void endIsNoReply() {
    assertThat(Reply.parse("[EOF]", List.of()).code()).isEqualTo(Reply.END);
    assertThat(Reply.parse("[EOF]", List.of()).isRefusal()).isFalse();
  }

  @Test
  void hostileWordsAreCleanedAndCut() {
    Reply reply = Reply.parse("550 \u001b[31mred\u0007\u202e " + "x".repeat(9999), List.of());
    assertThat(reply.text()).startsWith("[31mred  xx").hasSizeLessThanOrEqualTo(300);
  }

  @Test
  void secretsThatTheServerRepeatsAreNotShown() {
    Reply reply =
        Reply.parse("535 cannot decode dXNlcj0= of ya29.x", List.of("dXNlcj0=", "ya29.x"));
    assertThat(reply.text()).isEqualTo("cannot decode [redacted] of [redacted]");
  }
}
