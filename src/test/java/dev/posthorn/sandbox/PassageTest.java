package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the content of a mail on its way by the API. */
final class PassageTest {
  private static final String LONG = "word ".repeat(30).strip();
  private static final String WRAPPED =
      "word ".repeat(14).strip()
          + "\r\n"
          + "word ".repeat(14).strip()
          + "\r\n"
          + "word ".repeat(2).strip();

  private static Passage asGmail(String mail) {
    return passage(Facts.asGmail(), mail);
  }

  private static Passage passage(Facts facts, String mail) {
    return Passage.of(facts, Rfc822.parse(mail.replace("\n", "\r\n").getBytes(UTF_8)));
  }

  private static String text(Passage passage) {
    return new String(passage.mail().bytes(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: no MIME fields",
        "Content-Transfer-Encoding: 7bit",
        "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit",
        "Content-Type: TEXT/Plain\nContent-Transfer-Encoding: BINARY",
        "Content-Type: text/plain; format=flowed; delsp=yes",
        "Content-Type: text/plain; name=notes.txt\nContent-Disposition: attachment",
      })
  void longLinesOfPlainTextAreWrapped(String head) {
    Passage passage = asGmail(head + "\n\nshort\n" + LONG + "\nend\n");

    assertThat(text(passage)).endsWith("\r\n\r\nshort\r\n" + WRAPPED + "\r\nend\r\n");
    assertThat(passage.changes())
        .containsExactly("Gmail's API wrapped the long lines of the text in this copy.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/html\n\n<p>LONG</p>\n",
        "Content-Type: text/csv\n\nLONG\n",
        "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nLONG\n",
        "Content-Type: text/plain\nContent-Transfer-Encoding: BASE64\n\nd29yZCB3b3JkCg==\n",
        "Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nLONG\n",
        "Content-Type: message/rfc822\n\nSubject: attached\n\nLONG\n",
        "Content-Type: no type\n\nLONG\n",
        "Content-Type: multipart/mixed\n\n--b\n\nLONG\n--b--\n",
        """
        Content-Type: multipart/alternative; boundary=b

        --b

        LONG
        --b
        Content-Type: text/html

        <p>LONG</p>
        --b--
        """,
        "Subject: LONG\n\nSeventy columns are the most that a line of text may have here. Done.\n",
      })
  void allElseStaysTheSameObject(String mail) {
    Rfc822 given =
        Rfc822.parse(mail.replace("LONG", LONG).replace("\n", "\r\n").getBytes(ISO_8859_1));
    Passage passage = Passage.of(Facts.asGmail(), given);

    assertThat(passage.mail()).isSameAs(given);
    assertThat(passage.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "70, 70, ''",
    "71, 70, 1",
    "210, 70, 70+70",
  })
  void lineWithoutABlankIsBrokenHard(int length, int first, String rest) {
    String[] parts = text(asGmail("\n" + "x".repeat(length))).split("\r\n", -1);

    List<String> lines = new ArrayList<>(List.of(parts).subList(1, parts.length));
    assertThat(lines.get(0)).hasSize(first);
    assertThat(
            String.join(
                "+",
                lines.subList(1, lines.size()).stream()
                    .map(line -> String.valueOf(line.length()))
                    .toList()))
        .isEqualTo(rest);
  }

  @Test
  void charactersAreCountedNotOctetsAndNeverCutApart() {
    String fits = "ü".repeat(70);

    assertThat(asGmail("\n" + fits + "\n").changes()).isEmpty();
    assertThat(text(asGmail("\n" + fits + "€€\n"))).isEqualTo("\r\n" + fits + "\r\n€€\r\n");
  }

  @Test
  void indentedLineIsNotBrokenBeforeItsFirstWord() {
    String indent = " ".repeat(40);

    assertThat(text(asGmail("\n" + indent + "x".repeat(50))))
        .isEqualTo("\r\n" + indent + "x".repeat(30) + "\r\n" + "x".repeat(20));
    assertThat(text(asGmail("\n" + " ".repeat(75))))
        .isEqualTo("\r\n" + " ".repeat(70) + "\r\n     ");
  }

  @Test
  void patchIsBroken() {
    String patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+" + LONG + "\n";

    assertThat(text(asGmail("X-Mailer: git-send-email 2.47\n\n" + patch)))
        .endsWith("\r\n+" + WRAPPED + "\r\n");
  }

  @Test
  void everyLevelOfAMultipartIsWalkedAndTheRestKeepsItsOctets() {
    String mail =
        """
        Content-Type: multipart/mixed; boundary="out er"

        preamble LONG
        --out er
        Content-Type: multipart/related; boundary=inner

        --inner

        LONG
        --inner
        Content-Type: image/png
        Content-Transfer-Encoding: base64

        AAAA
        --inner--
        epilogue LONG
        --out er \t
        Content-Type: multipart/alternative; boundary=a

        --a

        alternative LONG
        --a--
        --out er
        Content-Transfer-Encoding: 8bit
        X-Mine: folded
         twice

        LONG
        --out er--
        epilogue LONG
        """;
    String expected =
        mail.replace("--inner\n\nLONG", "--inner\n\nWRAP")
            .replace("twice\n\nLONG", "twice\n\nWRAP");

    assertThat(text(asGmail(mail.replace("LONG", LONG))))
        .isEqualTo(expected.replace("\n", "\r\n").replace("LONG", LONG).replace("WRAP", WRAPPED));
  }

  @Test
  void signedTextIsRefoldedSoThatItsOctetsDiffer() {
    String mail =
        """
        Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=s

        --s
        Content-Type: text/plain; format=flowed

        LONG
        --s
        Content-Type: application/pgp-signature

        -----BEGIN PGP SIGNATURE-----
        --s--
        """;
    Passage passage = asGmail(mail.replace("LONG", LONG));

    assertThat(text(passage))
        .isEqualTo(mail.replace("\n", "\r\n").replace("LONG", WRAPPED))
        .contains("multipart/signed");
    assertThat(passage.changes()).singleElement().asString().contains("no longer fits");
    assertThat(asGmail(mail.replace("LONG", "short")).changes()).isEmpty();
    assertThat(
            asGmail(
                    mail.replace("LONG", LONG)
                        .replace(
                            "format=flowed",
                            "charset=us-ascii\nContent-Transfer-Encoding: quoted-printable"))
                .changes())
        .isEmpty();
  }

  @Test
  void encryptedMailBecomesMixed() throws IOException, MessagingException {
    String body =
        """
        --e
        Content-Type: application/pgp-encrypted

        Version: 1
        --e
        Content-Type: application/octet-stream

        -----BEGIN PGP MESSAGE-----
        --e--
        """;
    Passage passage =
        asGmail(
            "Subject: s\nContent-Type: multipart/encrypted; boundary=\"e\";\n"
                + " protocol=\"application/pgp-encrypted\"\nX-Last: x\n\n"
                + body);

    assertThat(text(passage))
        .isEqualTo(
            ("Subject: s\nContent-Type: multipart/mixed; boundary=\"e\"\nX-Last: x\n\n" + body)
                .replace("\n", "\r\n"));
    assertThat(((MimeMultipart) MailView.parse(passage.mail()).getContent()).getCount())
        .isEqualTo(2);
    assertThat(passage.changes()).singleElement().asString().contains("multipart/mixed");
  }

  @Test
  void encryptedPartInsideAListsMailBecomesMixedToo() {
    String mail =
        """
        Content-Type: multipart/mixed; boundary=m

        --m
        X-First: kept
        Content-Type: multipart/encrypted; boundary="a \\"b\\""

        --a "b"
        Content-Type: application/pgp-encrypted

        Version: 1
        --a "b"--
        --m

        LONG
        --m--
        """;

    assertThat(text(asGmail(mail.replace("LONG", LONG))))
        .isEqualTo(
            mail.replace("multipart/encrypted", "multipart/mixed")
                .replace("\n", "\r\n")
                .replace("LONG", WRAPPED));
  }

  @ParameterizedTest
  @EnumSource(
      value = GmailFact.class,
      names = {
        "SEVEN_BIT_WRAPPED",
        "EIGHT_BIT_WRAPPED",
        "FLOWED_WRAPPED",
        "SIGNED_REFOLDED",
        "PATCH_WRAPPED"
      })
  void eachKindOfBareTextHasItsOwnSwitch(GmailFact other) {
    for (GmailFact fact : GmailFact.values()) {
      String mail =
          switch (fact) {
            case SEVEN_BIT_WRAPPED -> "\n" + LONG;
            case EIGHT_BIT_WRAPPED -> "Content-Transfer-Encoding: 8bit\n\n" + LONG;
            case FLOWED_WRAPPED -> "Content-Type: text/plain; format=Flowed\n\n" + LONG;
            case SIGNED_REFOLDED ->
                "Content-Type: multipart/signed; boundary=s\n\n--s\n\n" + LONG + "\n--s--\n";
            case PATCH_WRAPPED -> "\ndiff --git a/x b/x\n" + LONG;
            default -> "";
          };
      boolean changed = !mail.isEmpty() && fact != other;
      assertThat(passage(Facts.asGmail().withOther(List.of(other)), mail).changes().isEmpty())
          .as(fact + " while " + other + " is switched")
          .isEqualTo(!changed);
    }
  }

  @Test
  void unlabelledTextWithEightBitsCountsAsEightBit() {
    Facts other = Facts.asGmail().withOther(List.of(GmailFact.EIGHT_BIT_WRAPPED));

    assertThat(passage(other, "\nü " + LONG).changes()).isEmpty();
    assertThat(passage(other, "\nu " + LONG).changes()).hasSize(1);
  }

  @Test
  void quotedPrintableIsWrappedOnlyWhenSwitched() {
    String mail = "Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=\n=C3=9Fe " + LONG;
    Facts other = Facts.asGmail().withOther(List.of(GmailFact.QUOTED_PRINTABLE_WHOLE));
    Passage passage = passage(other, mail);

    assertThat(asGmail(mail).changes()).isEmpty();
    assertThat(MailView.of(passage.mail()).text().orElseThrow().text())
        .isEqualTo("Grüße " + "word ".repeat(13).strip() + "\r\n" + rest(LONG, 13));
    assertThat(text(passage)).contains("Gr=C3=BC=C3=9Fe");
  }

  private static String rest(String words, int after) {
    String left = words.substring(after * 5);
    return left.substring(0, 69) + "\r\n" + left.substring(70);
  }

  @Test
  void base64IsWrappedOnlyWhenSwitched() {
    String coded = Base64.getMimeEncoder().encodeToString((LONG + "\n").getBytes(UTF_8));
    String mail = "Content-Transfer-Encoding: base64\n\n" + coded + "\n";
    Facts other = Facts.asGmail().withOther(List.of(GmailFact.BASE64_WHOLE));

    assertThat(asGmail(mail).changes()).isEmpty();
    assertThat(MailView.of(passage(other, mail).mail()).text().orElseThrow().text())
        .isEqualTo(WRAPPED + "\n");
    assertThat(passage(other, mail.replace(coded, "!!!")).changes()).isEmpty();
  }

  @Test
  void textHalfIsMadeFromTheHtmlOnlyWhenSwitched() {
    String mail =
        """
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Transfer-Encoding: quoted-printable

        mine
        --a
        Content-Type: multipart/related; boundary=r

        --r
        Content-Type: text/html; charset=ISO-8859-1
        Content-Transfer-Encoding: quoted-printable

        <p>made by <b>H=E4nsel</b></p>
        --r--
        --a--
        --m--
        """;
    Facts other = Facts.asGmail().withOther(List.of(GmailFact.ALTERNATIVE_KEPT));
    Passage passage = passage(other, mail);

    assertThat(asGmail(mail).changes()).isEmpty();
    assertThat(MailView.of(passage.mail()).text().orElseThrow().text())
        .isEqualTo("made by Hänsel\r\n");
    assertThat(text(passage)).doesNotContain("mine").contains("<b>H=E4nsel</b>");
    assertThat(passage.changes()).singleElement().asString().contains("made from the HTML");
  }

  @Test
  void alternativeWithoutHtmlIsWrappedWhenSwitched() {
    String mail = "Content-Type: multipart/alternative; boundary=a\n\n--a\n\n" + LONG + "\n--a--\n";
    Facts other = Facts.asGmail().withOther(List.of(GmailFact.ALTERNATIVE_KEPT));

    assertThat(text(passage(other, mail))).contains("\r\n\r\n" + WRAPPED + "\r\n--a--");
  }

  @Test
  void plainDeliveryChangesNothing() {
    for (String mail :
        List.of(
            "\n" + LONG,
            "Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n",
            "Content-Type: multipart/signed; boundary=b\n\n--b\n\n" + LONG + "\n--b--\n")) {
      assertThat(passage(Facts.plain(), mail).changes()).isEmpty();
      assertThat(asGmail(mail).changes()).hasSize(1);
    }
  }

  static List<String> hostile() {
    return List.of(
        "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(200_000),
        "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n".repeat(300_000),
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n" + "X: y\n".repeat(200_000),
        "Content-Type: multipart/mixed; boundary=" + "-".repeat(900) + "\n\n" + "-".repeat(990),
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nno field\n fold\n:\n\n" + LONG,
        nested(3000, "multipart/mixed"),
        nested(3000, "multipart/alternative"),
        nested(19, "multipart/encrypted"),
        "\n" + "\u00bf".repeat(2_000_000),
        "\n" + (" ".repeat(69) + "x").repeat(20_000));
  }

  private static String nested(int depth, String type) {
    StringBuilder mail = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      mail.append("Content-Type: ").append(type).append("; boundary=b").append(i);
      mail.append("\n\n--b").append(i).append('\n');
    }
    return mail.append('\n').append(LONG).toString();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileMailComesToAnEnd(String mail) {
    List<GmailFact> all = List.of(GmailFact.values());
    assertThatCode(
            () -> {
              asGmail(mail);
              passage(Facts.plain().withOther(all), mail);
              passage(Facts.asGmail().withOther(List.of(GmailFact.ALTERNATIVE_KEPT)), mail);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void partsBeyondTheBoundsStayAsTheyAre() {
    String deep = nested(25, "multipart/mixed");
    String many =
        "Content-Type: multipart/mixed; boundary=b\n\n" + ("--b\n\n" + LONG + "\n").repeat(600);

    assertThat(asGmail(deep).changes()).isEmpty();
    assertThat(text(asGmail(many)).split(WRAPPED, -1)).hasSize(501);
  }

  /** Random damage; what comes out must be the given octets but for line breaks and blanks. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void damagedMailLosesNothing(int seed) {
    Random random = new Random(seed);
    byte[] whole =
        ("X: y\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\n"
                + LONG
                + "\r\n--m\r\n"
                + "Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n\r\n"
                + LONG
                + "\r\n--s\r\nContent-Type: text/plain\r\n\r\n"
                + "x".repeat(200)
                + "\r\n--s--\r\n--m--\r\n")
            .getBytes(ISO_8859_1);
    for (int round = 0; round < 200; round++) {
      byte[] mail = whole.clone();
      for (int i = 0; i < 6; i++) {
        mail[6 + random.nextInt(mail.length - 6)] = (byte) (1 + random.nextInt(126));
      }
      Rfc822 given;
      try {
        given = Rfc822.parse(mail);
      } catch (Refusal e) {
        continue;
      }
      Rfc822 arrived = Passage.of(Facts.asGmail(), given).mail();
      assertThat(solid(arrived.body())).isEqualTo(solid(given.body()));
    }
  }

  private static String solid(byte[] octets) {
    return new String(octets, ISO_8859_1).replaceAll("[\r\n\t ]", "");
  }
}
