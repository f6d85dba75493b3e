package dev.posthorn.cli.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.probe.SendingLog.Sent;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was sent against what arrived, without any Gmail. */
class JudgeTest {
  private static final ProbeId ID =
      ProbeId.create(Instant.parse("2026-11-30T20:10:24Z"), new Random(7));
  private static final Letters LETTERS = new Letters(ID, "ann@example.com", "bob@example.org");

  private final Arrivals arrivals = new Arrivals(ID);
  private final Map<Letter, Sent> sent = new EnumMap<>(Letter.class);

  JudgeTest() {
    for (Letter letter : Letter.values()) {
      sent.put(letter, Sent.SENT);
    }
  }

  /** A server that changes nothing at all: what is not kept, then, is different. */
  @Test
  void mailThatArrivesAsItWasSentSaysSo() {
    arrive(letter -> letter);
    assertThat(toldAs(Verdict.DIFFERENT))
        .containsExactlyInAnyOrder(
            Fact.SEVEN_BIT_WRAPPED,
            Fact.EIGHT_BIT_WRAPPED,
            Fact.FLOWED_WRAPPED,
            Fact.PATCH_WRAPPED,
            Fact.SIGNED_REFOLDED,
            Fact.ENCRYPTED_MIXED,
            Fact.MESSAGE_ID_REPLACED,
            Fact.DATE_REPLACED,
            Fact.FROM_REPLACED,
            Fact.BCC_REMOVED);
    assertThat(toldAs(Verdict.AS_ASSUMED)).hasSize(Fact.values().length - 10);
    assertThat(finding(Fact.SIGNED_REFOLDED).detail()).contains("octet for octet");
  }

  @Test
  void fileWithOtherLineEndsOrAsAnMboxIsTheSame() {
    arrive(letter -> "From x@y Mon Nov 30 20:10:24 2026\n" + letter.replace("\r\n", "\n"));
    assertThat(finding(Fact.SIGNED_REFOLDED).detail()).contains("octet for octet");
    assertThat(finding(Fact.QUOTED_PRINTABLE_WHOLE).verdict()).isEqualTo(Verdict.AS_ASSUMED);
    assertThat(finding(Fact.X_HEADERS_KEPT).verdict()).isEqualTo(Verdict.AS_ASSUMED);
  }

  @Test
  void wrappedTextIsToldInNumbers() {
    arrive(Letter.SEVEN_BIT, mail -> mail.replace("short words and", "short words\r\nand"));
    assertThat(finding(Fact.SEVEN_BIT_WRAPPED))
        .isEqualTo(
            new Finding(
                Fact.SEVEN_BIT_WRAPPED,
                Verdict.AS_ASSUMED,
                "4 lines arrived as 12, the longest of 116 instead of 325, in 7bit"));
  }

  @ParameterizedTest
  @CsvSource({
    "So end., So it ends., 'another text arrived, from line 2, in 7bit'",
    "'The end.', 'The  end.', 'only its blanks or line ends changed, in 7bit'",
    "Hello!, Hello, 'another text arrived, from line 1, in 7bit'"
  })
  void textThatIsNeitherWholeNorWrappedIsDifferent(String was, String now, String words) {
    arrive(Letter.SEVEN_BIT, mail -> mail.replace(was, now));
    assertThat(finding(Fact.SEVEN_BIT_WRAPPED))
        .isEqualTo(new Finding(Fact.SEVEN_BIT_WRAPPED, Verdict.DIFFERENT, words));
  }

  @Test
  void textMadeOfTheHtmlIsToldApartFromWrappedText() {
    arrive(
        Letter.ALTERNATIVE,
        mail -> mail.replace("Only the text half says this.", "Only the HTML half says *pigeon*."));
    assertThat(finding(Fact.ALTERNATIVE_KEPT).words())
        .isEqualTo("different: the text half was made of the HTML half");
  }

  @Test
  void alternativeThatBecameAnotherTypeIsDifferent() {
    arrive(Letter.ALTERNATIVE, mail -> mail.replace("multipart/alternative", "multipart/mixed"));
    assertThat(finding(Fact.ALTERNATIVE_KEPT).detail()).isEqualTo("it arrived as multipart/mixed");
  }

  @Test
  void signedPartWithOneOtherOctetIsRefolded() {
    arrive(Letter.SIGNED, mail -> mail.replace("charset=us-ascii\r\n", "charset=\"us-ascii\"\r\n"));
    assertThat(finding(Fact.SIGNED_REFOLDED))
        .isEqualTo(
            new Finding(
                Fact.SIGNED_REFOLDED,
                Verdict.AS_ASSUMED,
                "the text is whole, but other octets of the signed part changed"));
  }

  @Test
  void typeThatIsNoneIsNotEchoed() {
    arrive(Letter.ENCRYPTED, mail -> mail.replace("multipart/encrypted", "\u001b[31m<b>@evil"));
    assertThat(finding(Fact.ENCRYPTED_MIXED).words())
        .isEqualTo("different: it arrived as a type that is not one of MIME");
  }

  @Test
  void headersThatAreGoneAreDifferent() {
    arrive(
        Letter.PLAIN,
        mail -> mail.replaceAll("(?m)^(Message-ID|Date|X-Posthorn-Probe): .*\r\n", ""));
    assertThat(
            List.of(
                finding(Fact.MESSAGE_ID_REPLACED).words(),
                finding(Fact.DATE_REPLACED).words(),
                finding(Fact.X_HEADERS_KEPT).words()))
        .containsExactly(
            "different: it arrived without one",
            "different: it arrived without one",
            "different: it arrived without the header");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon, 30 Nov 2026 20:10:26 +0000 | as assumed",
        "Mon, 30 Nov 2026 12:10:26 -0800 (PST) | as assumed",
        "Sun, 29 Nov 2026 10:10:24 -0800 | different: the one that was sent arrived",
        "yesterday | not to be told: the Date that arrived is not of RFC 5322"
      })
  void dateIsComparedAsAMoment(String date, String words) {
    arrive(Letter.PLAIN, mail -> mail.replaceAll("(?m)^Date: .*$", "Date: " + date + "\r"));
    assertThat(finding(Fact.DATE_REPLACED).words()).isEqualTo(words);
  }

  @Test
  void messageIsKnownByItsOwnHeaderWhereItsSubjectIsGone() {
    arrive(Letter.PLAIN, mail -> mail.replaceAll("(?m)^Subject: .*$", "Subject: (none)\r"));
    assertThat(finding(Fact.X_HEADERS_KEPT).verdict()).isEqualTo(Verdict.AS_ASSUMED);
  }

  @Test
  void messageOfAnotherProbeIsNotTaken() {
    ProbeId other = ProbeId.create(Instant.parse("2026-11-30T20:10:24Z"), new Random(8));
    arrivals.add(new Letters(other, "ann@example.com", "bob@example.org").write(Letter.PLAIN));
    assertThat(finding(Fact.DATE_REPLACED).verdict()).isEqualTo(Verdict.NOT_ARRIVED);
  }

  @ParameterizedTest
  @EnumSource(Sent.class)
  void absenceIsExplainedByWhatBecameOfTheSending(Sent outcome) {
    sent.put(Letter.BASE64, outcome);
    assertThat(finding(Fact.BASE64_WHOLE).verdict())
        .isEqualTo(
            switch (outcome) {
              case SENT -> Verdict.NOT_ARRIVED;
              case UNKNOWN -> Verdict.PERHAPS_SENT;
              case REFUSED, NOT_SENT -> Verdict.NOT_TOLD;
            });
  }

  @Test
  void refusedFromAndRefusedToAreAnswers() {
    sent.put(Letter.FROM, Sent.REFUSED);
    sent.put(Letter.TO_TWICE_SECOND, Sent.REFUSED);
    assertThat(finding(Fact.FROM_REPLACED).verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(finding(Fact.TO_TWICE_JOINED).verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @ParameterizedTest
  @CsvSource({
    "TO_TWICE_FIRST, only the second field To is sent to",
    "TO_TWICE_SECOND, only the first field To is sent to"
  })
  void absenceOfOneOfTheTwoIsAnAnswerWhenAllElseIsThere(Letter missing, String words) {
    Set<Letter> others = EnumSet.complementOf(EnumSet.of(missing));
    others.remove(Letter.BASE64);
    others.forEach(letter -> arrive(letter, mail -> mail));
    assertThat(finding(Fact.TO_TWICE_JOINED).verdict()).isEqualTo(Verdict.NOT_ARRIVED);
    arrive(Letter.BASE64, mail -> mail);
    assertThat(finding(Fact.TO_TWICE_JOINED).words()).isEqualTo("different: " + words);
  }

  @ParameterizedTest
  @CsvSource({
    "200, as assumed (it answers 200)",
    "404, different: it answers 404",
    "0, not to be told: the question got no answer"
  })
  void sessionIsToldByItsStatus(int status, String words) {
    assertThat(new Judge(ID, new SendingLog(sent, status, 404), arrivals).findings())
        .filteredOn(finding -> finding.fact() == Fact.SESSION_STATUS_KNOWN)
        .extracting(Finding::words)
        .containsExactly(words);
  }

  @Test
  void draftThatArrivesTwiceWasSentTwiceButOneThatWasSavedTwiceWasNot() {
    arrive(Letter.DRAFT, mail -> mail);
    arrive(Letter.DRAFT, mail -> mail + "\r\n");
    assertThat(finding(Fact.DRAFT_SEND_ONCE).verdict()).isEqualTo(Verdict.AS_ASSUMED);
    arrive(Letter.DRAFT, mail -> mail.replace("Message-ID: <", "Message-ID: <2"));
    assertThat(finding(Fact.DRAFT_SEND_ONCE).words()).isEqualTo("different: it arrived 2 times");
  }

  @Test
  void probeThatWasSentElsewhereIsJudgedByItsMail() {
    arrive(letter -> letter);
    Map<Fact, Verdict> verdicts =
        new Judge(ID, SendingLog.empty(), arrivals)
            .findings().stream().collect(Collectors.toMap(Finding::fact, Finding::verdict));
    assertThat(verdicts)
        .containsEntry(Fact.SESSION_STATUS_KNOWN, Verdict.NOT_TOLD)
        .containsEntry(Fact.DRAFT_SEND_ONCE, Verdict.NOT_TOLD)
        .containsEntry(Fact.TO_TWICE_JOINED, Verdict.AS_ASSUMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "\r\n\r\nSubject: SUBJECT",
        "Subject: SUBJECT",
        "Subject: SUBJECT\r\nContent-Type: multipart/signed; boundary=",
        "Subject: SUBJECT\r\nContent-Type: multipart/signed; boundary=\"\r\n\r\n--\r\n",
        "Subject: SUBJECT\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n--b\r\n--b",
        "Subject: SUBJECT\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b--\r\n",
        "Subject: SUBJECT\r\nContent-Type: text/plain; charset=no such\r\n\r\nx",
        "Subject: SUBJECT\r\nContent-Transfer-Encoding: base64\r\n\r\n=A==!",
        "Subject: SUBJECT\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=\r\n=A\r\n=ZZ=",
        "Subject: SUBJECT\r\n : \r\n:\r\n\t\r\nDate:\r\nFrom:\r\nMessage-ID:\r\n\r\n\u0000\u00ff"
      })
  void oddMailIsJudgedLikeAnyOther(String mail) {
    for (Letter letter : Letter.values()) {
      String subject = ID.subject() + " " + letter.word();
      arrivals.add(mail.replace("SUBJECT", subject).getBytes(ISO_8859_1));
    }
    List<Finding> findings = new Judge(ID, new SendingLog(sent, 200, 404), arrivals).findings();
    assertThat(findings).extracting(Finding::fact).containsExactly(Fact.values());
    assertThat(findings).extracting(Finding::words).noneMatch(words -> words.contains("@"));
  }

  @Test
  void deepAndWideMultipartsEndInTime() {
    String deep = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(20_000);
    String wide = "Content-Type: multipart/mixed; boundary=b\r\n" + "\r\n--b\r\n".repeat(100_000);
    for (String mail : List.of(deep, wide)) {
      arrivals.add(("Subject: " + ID.subject() + " signed\r\n" + mail).getBytes(UTF_8));
    }
    assertThat(finding(Fact.SIGNED_REFOLDED).verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  private void arrive(UnaryOperator<String> change) {
    Arrays.stream(Letter.values()).forEach(letter -> arrive(letter, change));
  }

  private void arrive(Letter letter, UnaryOperator<String> change) {
    String mail = new String(LETTERS.write(letter), UTF_8);
    arrivals.add(change.apply(mail).getBytes(UTF_8));
  }

  private Finding finding(Fact fact) {
    return new Judge(ID, new SendingLog(sent, 200, 404), arrivals)
        .findings().stream().filter(one -> one.fact() == fact).findFirst().orElseThrow();
  }

  private List<Fact> toldAs(Verdict verdict) {
    return new Judge(ID, new SendingLog(sent, 200, 404), arrivals)
        .findings().stream().filter(one -> one.verdict() == verdict).map(Finding::fact).toList();
  }
}
