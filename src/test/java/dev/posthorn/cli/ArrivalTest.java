package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.GmailFact;
import dev.posthorn.sandbox.Sandbox;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What recipients get of what {@code posthorn send} composes, where Gmail's API changes text. */
final class ArrivalTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";
  private static final String WORDS = "a long line of many words ".repeat(20) + "!";
  private static final String PARAGRAPH = "Grüße, " + WORDS;

  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(strings = {"raw", "session", "draft"})
  void aLongParagraphArrivesWholeByEachDelivery(String delivery) throws Exception {
    try (Played posthorn = Played.in(home, Sandbox.asGmail())) {
      posthorn.run("login", "--account", ANN, "--scopes", "compose");
      for (String text : List.of(WORDS, PARAGRAPH, "x".repeat(900))) {
        send(posthorn, "--delivery", delivery, "--text", text);

        assertThat(text(posthorn.inbox(BOB)).strip()).isEqualTo(text);
      }
    }
  }

  @Test
  void soDoesTheTextOfAWholeMessage() throws Exception {
    try (Played posthorn = Played.in(home, Sandbox.asGmail()).login(ANN)) {
      String eml = "To: " + BOB + "\nSubject: s\n\n" + WORDS + "\n";
      Played.Result result = posthorn.runWithInput(eml, "send", "--eml", "-");
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);

      assertThat(text(posthorn.inbox(BOB)).strip()).isEqualTo(WORDS);
    }
  }

  @Test
  void soDoesOneBesideHtmlAndAttachments() throws Exception {
    try (Played posthorn = Played.in(home, Sandbox.asGmail()).login(ANN)) {
      send(posthorn, "--text", PARAGRAPH, "--html", "<p>Hi", "--attach", "credentials.json");

      assertThat(text(posthorn.inbox(BOB)).strip()).isEqualTo(PARAGRAPH);
    }
  }

  @Test
  void itWouldNotArriveSoWereItNotEncoded() throws Exception {
    try (Played posthorn =
        Played.in(home, Sandbox.asGmail().withOther(GmailFact.QUOTED_PRINTABLE_WHOLE)).login(ANN)) {
      send(posthorn, "--text", PARAGRAPH);

      assertThat(text(posthorn.inbox(BOB)).strip().lines().count()).isGreaterThan(5);
    }
  }

  private void send(Played posthorn, String... options) {
    String[] words = new String[options.length + 5];
    System.arraycopy(new String[] {"send", "--to", BOB, "--subject", "s"}, 0, words, 0, 5);
    System.arraycopy(options, 0, words, 5, options.length);
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].equals("credentials.json") ? home.resolve(words[i]).toString() : words[i];
    }
    Played.Result result = posthorn.run(words);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
  }

  /** The first text of a mail, decoded by a parser that is not ours. */
  private static String text(String raw) throws Exception {
    byte[] octets = raw.getBytes(StandardCharsets.ISO_8859_1);
    Part part =
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets));
    while (part.getContent() instanceof Multipart parts) {
      part = parts.getBodyPart(0);
    }
    assertThat(part.isMimeType("text/plain")).isTrue();
    return (String) part.getContent();
  }
}
