package dev.posthorn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each fault does to an SMTP session. */
final class SmtpFaultsTest {
  private static final String ANN = "ann@example.com";
  private static final String TO = "x@elsewhere.example";
  private static Sandbox sandbox;
  private int mails;

  @BeforeAll
  static void start() throws IOException {
    sandbox = Sandbox.plain().smtp(true).start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @BeforeEach
  void reset() {
    sandbox.faults(FaultPlan.none());
    mails = sandbox.messages().size();
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 1"})
  void resetAtTheDotIsATcpReset(boolean before, int delivered) throws IOException {
    plan(before, "smtp.data", Fault.RESET);
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      assertThatThrownBy(() -> talk.mail(ANN, TO, "Subject: x\r\n\r\n"))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(sandbox.messages()).hasSize(mails + delivered);
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 1"})
  void timeoutAtTheDotIsSilence(boolean before, int delivered) throws IOException {
    plan(before, "smtp.data", Fault.TIMEOUT);
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      talk.socket().setSoTimeout(300);
      assertThatThrownBy(() -> talk.mail(ANN, TO, "Subject: x\r\n\r\n"))
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(sandbox.messages()).hasSize(mails + delivered);
  }

  @Test
  void truncatedReplyIsHalfALine() throws IOException {
    plan(false, "smtp.data", Fault.TRUNCATED);
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      talk.say("MAIL FROM:<" + ANN + ">");
      talk.say("RCPT TO:<" + TO + ">");
      talk.say("DATA");
      talk.send("Subject: x\r\n\r\n.\r\n");
      assertThat(endedReply(talk)).doesNotEndWith("\r\n");
    }
    assertThat(sandbox.messages()).hasSize(mails + 1);
  }

  /** TLS may complain that its end was not announced: that is what truncation looks like. */
  private static String endedReply(SmtpTalk talk) throws IOException {
    try {
      return talk.reply();
    } catch (javax.net.ssl.SSLException e) {
      return "";
    }
  }

  @ParameterizedTest
  @CsvSource({"smtp.mail", "smtp.rcpt", "smtp.data", "smtp.auth"})
  void statusRefusesOneStepAndTheNextTryPasses(String call) throws IOException {
    sandbox.faults(
        FaultPlan.of(FaultRule.before(call, Fault.STATUS).status(452, "4.2.2 Over quota")));
    try (SmtpTalk talk = SmtpTalk.tls(sandbox)) {
      talk.reply();
      talk.say("EHLO localhost");
      String auth = "AUTH PLAIN " + SmtpTalk.plainOf(sandbox, ANN);
      String all = talk.say(auth) + talk.say(auth) + talk.mail(ANN, TO, "Subject: x\r\n\r\n");
      talk.say("RSET");
      all += talk.say("MAIL FROM:<" + ANN + ">") + talk.say("RSET");

      assertThat(all + call).contains(call.matches("smtp.(mail|auth)") ? "250" : "4.2.2");
      assertThat(talk.mail(ANN, TO, "Subject: y\r\n\r\n")).startsWith("250 2.0.0");
    }
  }

  @Test
  void refusedRecipientIsTheOneThatTheRuleSkipsTo() throws IOException {
    sandbox.faults(
        FaultPlan.of(FaultRule.before("smtp.rcpt", Fault.STATUS).status(550, "5.1.1 No").skip(1)));
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      talk.say("MAIL FROM:<" + ANN + ">");
      assertThat(talk.say("RCPT TO:<a@x.example>")).startsWith("250");
      assertThat(talk.say("RCPT TO:<b@x.example>")).isEqualTo("550 5.1.1 No\r\n");
      assertThat(talk.say("RCPT TO:<c@x.example>")).startsWith("250");
    }
  }

  @Test
  void greetingCanBeRefusedAndTheConnectionEnds() throws IOException {
    sandbox.faults(
        FaultPlan.of(FaultRule.before("smtp.connect", Fault.STATUS).status(421, "4.3.0 Busy")));
    try (SmtpTalk talk = SmtpTalk.tls(sandbox)) {
      assertThat(talk.reply()).isEqualTo("421 4.3.0 Busy\r\n");
      assertThat(endedReply(talk)).isEmpty();
    }
  }

  @Test
  void connectionCanBeResetBeforeTls() {
    plan(true, "smtp.connect", Fault.RESET);

    assertThatThrownBy(() -> SmtpTalk.tls(sandbox)).isInstanceOf(IOException.class);
    assertThat(sandbox.calls()).endsWith("smtp.connect");
  }

  @Test
  void garbageIsNoReplyAndSlowIsARightOne() throws IOException {
    sandbox.faults(
        FaultPlan.of(
            FaultRule.before("smtp.mail", Fault.GARBAGE),
            FaultRule.after("smtp.mail", Fault.SLOW).millis(50).skip(1)));
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      assertThat(talk.say("MAIL FROM:<" + ANN + ">")).doesNotContainPattern("^[0-9]{3}");
      assertThat(talk.say("MAIL FROM:<" + ANN + ">")).isEqualTo("250 2.1.0 OK\r\n");
    }
  }

  private static void plan(boolean before, String call, Fault fault) {
    sandbox.faults(
        FaultPlan.of(before ? FaultRule.before(call, fault) : FaultRule.after(call, fault)));
  }
}
