package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers, and the conversations that they belong to. */
final class ConversationTest {
  private static PythonReader python;

  private static PythonReader python() throws IOException {
    if (python == null) {
      python = PythonReader.start();
    }
    return python;
  }

  @AfterAll
  static void close() {
    if (python != null) {
      python.close();
    }
  }

  @Test
  void anAnswerNamesWhatItAnswers() throws IOException {
    Mail mail =
        to().inReplyTo("c@x.example")
            .references("<a@x.example>  <c@x.example>", "b@x.example")
            .subject(Mail.replySubject("Größe"))
            .build();
    String message = Wire.text(mail);

    assertThat(Wire.field(message, "In-Reply-To")).isEqualTo("In-Reply-To: <c@x.example>");
    assertThat(Wire.field(message, "References"))
        .isEqualTo("References: <a@x.example> <b@x.example> <c@x.example>");
    assertThat(python().read(mail).header("Subject")).containsExactly("Re: Größe");
  }

  @Test
  void aLongConversationIsFoldedBetweenItsIds() throws IOException {
    MailBuilder builder = to();
    for (int i = 0; i < 200; i++) {
      builder.references("<" + i + "." + "x".repeat(60) + "@mail.example.com>");
    }

    String field = Wire.field(Wire.text(builder.inReplyTo("last@x").build()), "References");
    assertThat(field.split("\r\n")).hasSizeGreaterThan(200).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "<a@x", "a@x>", "a b", "<a><", "ä@x", "a\r\n@x", "<>", "<<a>>"})
  void whatIsNoMessageIdIsRefused(String id) {
    assertThatThrownBy(() -> to().inReplyTo(id)).isInstanceOf(InvalidMessageException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Hello, Re: Hello",
    "'', 'Re: '",
    "Re: Hello, Re: Hello",
    "RE : Hello, RE : Hello",
    "re[2]: Hello, re[2]: Hello",
    "Regarding: Hello, Re: Regarding: Hello",
  })
  void anAnswersSubjectBeginsWithReOnce(String subject, String expected) {
    assertThat(Mail.replySubject(subject)).isEqualTo(expected);
  }

  @Test
  void idsThatLookEncodedStayAsTheyAre() throws IOException {
    String message = Wire.text(to().inReplyTo("<=?UTF-8?Q?a?=@x>").references("=?x@y").build());

    assertThat(Wire.field(message, "In-Reply-To")).isEqualTo("In-Reply-To: <=?UTF-8?Q?a?=@x>");
    assertThat(Wire.field(message, "References"))
        .isEqualTo("References: <=?x@y> <=?UTF-8?Q?a?=@x>");
  }

  @Test
  void theThreadReachesTheWireMessageAndNotTheWire() throws IOException {
    Mail mail = to().threadId("18c0ffee").build();
    WireMessage wire = WireMessage.of(MimeComposer.create().compose(mail));

    assertThat(wire.threadId()).contains("18c0ffee");
    assertThat(Wire.text(wire)).doesNotContain("18c0ffee");
    assertThatThrownBy(() -> to().threadId("a/b")).isInstanceOf(InvalidMessageException.class);
  }

  private static MailBuilder to() {
    return Mail.builder().to("ann@example.com");
  }
}
