package dev.posthorn.message;

import static dev.posthorn.message.WholeMessageTest.COMPLETE;
import static dev.posthorn.message.WholeMessageTest.whole;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of a head that are longer than servers must take. */
final class LongHeadLineTest {
  private static final String DONE = COMPLETE.replace("To: ann@example.com\r\n", "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: @",
        "X-Cron-Env: <@ >",
        "References: @",
        "X-Long:\t@",
        "Subject: short\r\n @\r\n short again",
        "DKIM-Signature: v=1; h=@\r\n\tb=c",
      })
  void itIsFoldedAtItsBlanksAndUnfoldsToTheSame(String form) throws IOException {
    String field = form.replace("@", "<word@x.org>  \t<more>, ".repeat(60).strip());

    String written = written(field);

    assertThat(unfolded(written)).isEqualTo(unfolded(field));
    assertThat(written.split("\r\n", -1))
        .hasSizeGreaterThan(12)
        .allMatch(line -> line.length() <= 78 && !line.isBlank());
  }

  @Test
  void otherLinesOfTheFieldStay() throws IOException {
    String most = "X-A: " + "a ".repeat(496).strip();
    String field = most + "\r\n\t" + "b ".repeat(490).strip() + " \r\n " + "c ".repeat(600).strip();

    assertThat(written(field))
        .startsWith(field.substring(0, field.indexOf("\r\n c") + 2))
        .doesNotContain("c ".repeat(40));
  }

  @Test
  void addressesAreFoldedBetweenThem() throws IOException {
    List<String> names = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      names.add("\"Lee, Ann and so on\" (the, boss) <ann" + i + "@example.com>");
      addresses.add("ann" + i + "@example.com");
    }

    for (String comma : List.of(", ", ",", ",\t")) {
      String written = written("To: " + String.join(comma, names));
      assertThat(written.split("\r\n"))
          .hasSizeGreaterThan(50)
          .allMatch(line -> line.endsWith(",") || line.endsWith("ann59@example.com>"))
          .allMatch(line -> line.length() <= 78);
      assertThat(whole(written + "\r\n\r\nx").recipients()).isEqualTo(addresses);
    }
    assertThat(whole(written("Cc: " + String.join(",", addresses)) + "\n\nx").recipients())
        .isEqualTo(addresses);
  }

  @Test
  void idsWithoutABlankAreFoldedBetweenThem() throws IOException {
    String ids = "<0123456789@mail.example.com>".repeat(50);

    assertThat(written("References: " + ids).split("\r\n"))
        .allMatch(line -> line.length() <= 78)
        .allMatch(line -> line.endsWith(">"));
    assertThat(written("In-Reply-To: " + ids).replace("\r\n ", ""))
        .isEqualTo("In-Reply-To: " + ids);
  }

  @Test
  void aLongWordGetsALineOfItsOwn() throws IOException {
    String word = "w".repeat(990);

    assertThat(written("Subject: a " + word + " b c"))
        .isEqualTo("Subject: a\r\n " + word + "\r\n b c");
    assertThat(written("Subject: " + word)).isEqualTo("Subject:\r\n " + word);
    assertThat(written("X: " + "w".repeat(995))).isEqualTo("X: " + "w".repeat(995));
  }

  @ParameterizedTest
  @CsvSource({"Subject", "X-Cron-Env", "To", "References"})
  void whatHasNoBlankIsRefusedByItsName(String name) {
    assertThatThrownBy(() -> written(name + ": a " + "w".repeat(1000) + " \t"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("\"" + name)
        .message()
        .doesNotContain("www");
  }

  /** It is taken out, or written by Posthorn itself. */
  @Test
  void aLongBccIsNoReasonToRefuse() throws IOException {
    String addresses = "bob@example.com,".repeat(80);
    for (String bcc :
        List.of(
            addresses, addresses.replace(",", ", "), "(" + "c".repeat(1200) + ")bob@example.com")) {
      WireMessage wire = whole(COMPLETE + "Bcc: " + bcc + "\r\n\r\nx").toWire();

      assertThat(wire.recipients()).containsExactly("ann@example.com", "bob@example.com");
      assertThat(Wire.text(wire.forEnvelope())).isEqualTo(COMPLETE + "\r\nx");
    }
    List<String> ann = List.of("ann@example.com");
    String junk = COMPLETE + "Bcc: " + "w".repeat(1200) + "\r\n\r\nx";
    assertThat(Wire.text(whole(junk).toWire(ann).forEnvelope())).isEqualTo(COMPLETE + "\r\nx");
    assertThat(Wire.text(whole(junk).toWire(ann).forHeaders())).isEqualTo(COMPLETE + "\r\nx");
    assertThatThrownBy(
            () ->
                whole(COMPLETE + "Bcc: (" + "c".repeat(1200) + ")b@x.org\r\n\r\nx")
                    .toWire()
                    .forHeaders())
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("\"Bcc\"");
  }

  @Test
  void aHeadOfFoldsIsFoldedInLinearTime() throws IOException {
    String field = "X-Many: " + "a ".repeat(250_000).strip();

    assertThat(unfolded(written(field))).isEqualTo(field);
  }

  /** The one field, as it goes out. */
  private static String written(String field) throws IOException {
    byte[] message = (DONE + field + "\r\n\r\nx").getBytes(US_ASCII);
    String text = Wire.rawText(WholeMessage.of(message).toWire(List.of("bob@example.com")));
    return text.substring(DONE.length(), text.length() - "\r\n\r\nx".length());
  }

  private static String unfolded(String field) {
    return field.replace("\r\n", "");
  }
}
