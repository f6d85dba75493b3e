package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.Played.Result;
import dev.posthorn.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code posthorn send} composes, and what it takes whole. */
class SendOptionsTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";
  private static final String[] EML = {"send", "--eml", "-"};

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home, Sandbox.asGmail().sendAs(ANN, "team@example.com")).login(ANN);
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private Result send(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "send";
    all[1] = "--to";
    all[2] = BOB;
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return posthorn.run(all);
  }

  private static String sent(Result result) {
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return result.out().strip();
  }

  private static void assertRefused(Result result, ExitCode code, String... words) {
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("posthorn: ").contains(words);
  }

  @Test
  void anInlineImageGoesWithTheHtmlThatShowsIt() throws Exception {
    Path image = Files.write(home.resolve("logo.png"), new byte[] {1, 2, 3});
    sent(send("--html", "<img src='cid:logo'>", "--inline", "logo=" + image));
    assertThat(posthorn.inbox(BOB))
        .contains("multipart/related", "Content-ID: <logo>", "image/png");
    assertRefused(send("--html", "<img src='cid:other'>"), ExitCode.DATA, "cid:other");
    assertRefused(send("--html", "x", "--inline", image.toString()), ExitCode.USAGE, "CID=FILE");
  }

  @Test
  void markdownIsSentAsHtmlWithItsSourceAsText() {
    Result result =
        posthorn.runWithInput("# Hi\n\n*you*\n", "send", "--to", BOB, "--markdown", "-");
    sent(result);
    assertThat(posthorn.inbox(BOB)).contains("<h1>Hi</h1>", "<em>you</em>", "\r\n*you*");
    assertRefused(send("--markdown", "x.md", "--text", "y"), ExitCode.USAGE, "--markdown");
    assertRefused(send("--markdown", "-", "--attach", "-"), ExitCode.USAGE, "stdin");
  }

  @Test
  void anAttachmentMayBeNamedAndTyped() throws Exception {
    Path file = Files.writeString(home.resolve("a;b.bin"), "x");
    sent(send("--text", "x", "--attach", file + ";type=image/gif;name=c.gif"));
    assertThat(posthorn.inbox(BOB)).contains("image/gif", "c.gif").doesNotContain("a;b");
    Path odd = Files.writeString(home.resolve("a;type=b"), "x");
    sent(send("--text", "x", "--attach", odd.toString().replace(";", ";;")));
    assertThat(posthorn.inbox(BOB)).contains("a;type=b");
  }

  @Test
  void priorityDateAndOneClickUnsubscribingStandInTheHead() {
    String message =
        send(
                "--text",
                "x",
                "--priority",
                "high",
                "--date",
                "2026-11-22T09:30+01:00",
                "--list-unsubscribe",
                "https://example.com/u",
                "--dry-run")
            .out();
    assertThat(message)
        .contains("Importance: high\r\n")
        .contains("Date: Sun, 22 Nov 2026 09:30:00 +0100\r\n")
        .contains("List-Unsubscribe: <https://example.com/u>\r\n")
        .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    assertThat(send("--text", "x", "--date", "Sun, 22 Nov 2026 09:30:00 +0100", "--dry-run").out())
        .contains("Date: Sun, 22 Nov 2026 09:30:00 +0100\r\n");
    assertRefused(send("--text", "x", "--date", "soon"), ExitCode.USAGE, "soon");
    assertRefused(send("--text", "x", "--priority", "urgent"), ExitCode.USAGE, "urgent");
    assertRefused(
        send("--text", "x", "--list-unsubscribe", "http://x.example"), ExitCode.DATA, "https");
  }

  @Test
  void aReplyReadsThreadHeadersAndSubjectWhereTheScopesAllow() {
    posthorn.run("login", "--account", ANN, "--scopes", "send,labels,metadata");
    String id = sent(send("--subject", "Plan", "--text", "x"));
    String answer = sent(send("--text", "y", "--reply-to-message", id));
    String first = header(raw(id), "Message-ID");
    assertThat(posthorn.sent(ANN))
        .contains("Subject: Re: Plan\r\n")
        .contains("In-Reply-To: " + first)
        .contains("References: " + first);
    assertThat(thread(answer)).isEqualTo(thread(id));
    String later = sent(send("--text", "z", "--thread", thread(id), "--subject", "Other"));
    assertThat(thread(later)).isEqualTo(thread(id));
    assertThat(posthorn.sent(ANN))
        .contains("Subject: Other\r\n", "In-Reply-To: " + header(raw(answer), "Message-ID"));
  }

  @Test
  void whatTheScopesCannotReadIsAskedForByOption() {
    String id = sent(send("--subject", "Plan", "--text", "x"));
    assertRefused(
        send("--text", "y", "--reply-to-message", id),
        ExitCode.NO_PERMISSION,
        "--thread",
        "--in-reply-to",
        "--references",
        "--subject 'Re:",
        "--scopes send,labels,metadata");
    String answer =
        sent(
            send(
                "--text",
                "y",
                "--reply-to-message",
                id,
                "--thread",
                thread(id),
                "--in-reply-to",
                "<a@example.com>",
                "--subject",
                "Re: Plan"));
    assertThat(thread(answer)).isEqualTo(thread(id));
    assertThat(posthorn.sent(ANN)).contains("References: <a@example.com>\r\n");
  }

  @Test
  void headersOfAnAnswerCanBeGivenWithoutAnyMailbox() {
    assertThat(
            send(
                    "--text",
                    "y",
                    "--in-reply-to",
                    "<b@example.com>",
                    "--references",
                    "<a@example.com> <b@example.com>",
                    "--dry-run")
                .out())
        .contains("In-Reply-To: <b@example.com>\r\n")
        .contains("References: <a@example.com> <b@example.com>\r\n");
  }

  @Test
  void anIdThatIsNoMessageIdIsRefusedWithTheOptionForGmails() {
    for (String option : new String[] {"--in-reply-to", "--references"}) {
      assertRefused(
          send("--text", "y", option, "1a204a9524187db6"),
          ExitCode.USAGE,
          option,
          "1a204a9524187db6",
          "§3.6.4",
          "--reply-to-message");
    }
    assertRefused(send("--text", "y", "--references", "<a@example.com><b>"), ExitCode.USAGE, "<b>");
  }

  @Test
  void anIdWithoutADomainThatGmailHoldsStopsNoAnswer() {
    posthorn.run("login", "--account", ANN, "--scopes", "send,labels,metadata");
    String odd = "In-Reply-To: <odd>\nTo: bob@example.com\nSubject: Plan\n\nx\n";
    String id = sent(posthorn.runWithInput(odd, "send", "--eml", "-"));
    sent(send("--text", "y", "--reply-to-message", id));
    assertThat(posthorn.sent(ANN)).contains("References: <odd>");
  }

  @Test
  void aWholeMessageGoesAsItIs() throws Exception {
    String letter = "X-Odd:  two  blanks\r\nTo: bob@example.com\r\n\r\n.\r\nBody \r\n";
    Path file = Files.writeString(home.resolve("letter.eml"), letter);
    sent(posthorn.run("send", "--eml", file.toString()));
    assertThat(posthorn.inbox(BOB))
        .contains("\r\nX-Odd:  two  blanks\r\nTo: bob@example.com\r\n")
        .contains("From: ann@example.com\r\n", "Message-ID: <")
        .endsWith("\r\n\r\n.\r\nBody \r\n");
    Result piped = posthorn.runWithInput(letter, "send", "--eml", "-", "--dry-run");
    assertThat(piped.out()).startsWith("X-Odd:  two  blanks\r\n");
    assertRefused(posthorn.run("send", "--eml", "/no/such.eml"), ExitCode.NO_INPUT, "/no/such.eml");
  }

  @Test
  void severalFieldsOfRecipientsBecomeOneForTheApiAsTheHelpSays() {
    String letter = "To: ann@example.com\nTo: bob@example.com\n\nx\n";
    sent(posthorn.runWithInput(letter, EML));
    assertThat(posthorn.inbox(BOB)).contains("To: ann@example.com,\r\n bob@example.com\r\n");
    Result bySmtp = posthorn.runWithInput(letter, "send", "--eml", "-", "--dry-run", "--via=smtp");
    assertThat(bySmtp.out()).contains("To: ann@example.com\r\nTo: bob@example.com\r\n");
    assertThat(posthorn.run("send", "--help").out().replaceAll("\\s+", " "))
        .contains("several fields To, or Cc, become one where the API takes it");
  }

  @Test
  void aWholeMessageTakesNoOptionThatComposes() throws Exception {
    Path file = Files.writeString(home.resolve("letter.eml"), "To: bob@example.com\n\nx\n");
    assertRefused(
        send("--eml", file.toString(), "--subject", "y"), ExitCode.USAGE, "--to", "--subject");
    Files.writeString(home.resolve("posthorn.properties"), "posthorn.send.subject=default\n");
    sent(posthorn.run("send", "--eml", file.toString(), "--account", ANN));
    assertThat(posthorn.inbox(BOB)).doesNotContain("default");
  }

  @Test
  void anAuthorWhomGmailWouldReplaceIsWarnedOf() {
    Result unchecked = send("--text", "x", "--from", "team@example.com");
    assertThat(unchecked.err()).contains("silently replaces", "--scopes send,labels,settings");
    posthorn.run("login", "--account", ANN, "--scopes", "settings");
    assertThat(send("--subject", "s", "--text", "x", "--from", "team@example.com").err()).isEmpty();
    Result stranger = send("--text", "x", "--from", "x@example.org");
    assertThat(stranger.code()).isEqualTo(ExitCode.OK);
    assertThat(stranger.err()).contains("x@example.org is no alias", "team@example.com");
    assertThat(send("-q", "--text", "x", "--from", "x@example.org").err()).isEmpty();
    assertThat(send("--subject", "s", "--text", "x").err()).isEmpty();
  }

  @Test
  void theAuthorWhomGmailWouldReplaceIsTheOneInFrom() {
    String letter = "Sender: ann@example.com\nTo: bob@example.com\nSubject: s\nFrom: ";
    Result several =
        posthorn.runWithInput(letter + "Ann <ann@example.com>, X <x@example.org>\n\nx\n", EML);
    assertThat(several.err()).contains("From: x@example.org");
    Result own = posthorn.runWithInput(letter + "ANN@EXAMPLE.COM\n\nx\n", EML);
    assertThat(own.err()).isEmpty();
  }

  @Test
  void optionsOfOneWayDoNotGoWithTheOther() {
    assertRefused(
        send("--text", "x", "--via", "smtp", "--delivery", "raw"), ExitCode.USAGE, "--delivery");
    assertRefused(
        send("--text", "x", "--via", "api", "--password-command", "x"),
        ExitCode.USAGE,
        "--password-command");
    assertRefused(
        send("--text", "x", "--smtp", "smtp://localhost", "--delivery", "raw"),
        ExitCode.USAGE,
        "--delivery",
        "--smtp");
  }

  @Test
  void piecesAreAMatterOfASession() {
    assertRefused(send("--text", "x", "--chunk-size", "100K"), ExitCode.USAGE, "256K");
    assertRefused(send("--text", "x", "--chunk-size", "99999999999G"), ExitCode.USAGE, "too large");
    assertRefused(
        send("--text", "x", "--chunk-size", "1M", "--delivery", "raw"),
        ExitCode.USAGE,
        "--chunk-size",
        "--delivery raw");
    assertRefused(
        send("--text", "x", "--chunk-size", "1M", "--via", "smtp"), ExitCode.USAGE, "--chunk-size");
  }

  @Test
  void aWordThatIsNoneOfTheChoicesNamesThemAsTheyAreWritten() {
    assertRefused(
        send("--text", "x", "--via", "pigeon"), ExitCode.USAGE, "'pigeon'", "auto, api, smtp");
    assertRefused(
        send("--text", "x", "--delivery", "x"), ExitCode.USAGE, "auto, raw, session, draft");
    assertRefused(send("--text", "x", "--priority", "urgent"), ExitCode.USAGE, "high, normal, low");
  }

  @Test
  void eachDeliveryDelivers() {
    sent(send("--text", "by session", "--delivery", "session", "--chunk-size", "256K"));
    assertThat(posthorn.inbox(BOB)).contains("by session");
    posthorn.run("login", "--account", ANN, "--scopes", "compose");
    sent(send("--text", "by draft", "--delivery", "draft"));
    assertThat(posthorn.inbox(BOB)).contains("by draft");
    sent(send("--text", "by raw", "--delivery", "RAW", "--via", "API"));
    assertThat(posthorn.inbox(BOB)).contains("by raw");
  }

  @Test
  void aPersonSeesHowFarALargeMessageIs() throws Exception {
    Path large = Files.write(home.resolve("large.bin"), new byte[1_000_000]);
    Result unseen = send("--subject", "s", "--text", "x", "--attach", large.toString());
    assertThat(unseen.err()).isEmpty();
    Result seen =
        posthorn
            .watched()
            .run(
                "send", "--to", BOB, "--subject", "s", "--text", "x", "--attach", large.toString());
    assertThat(seen.code()).isEqualTo(ExitCode.OK);
    assertThat(seen.err()).contains("\rposthorn: sending ", "100 % of 1.4 MB").endsWith(" \r");
    assertThat(send("-q", "--text", "x", "--attach", large.toString()).err()).isEmpty();
    assertThat(send("--subject", "s", "--text", "x").err()).isEmpty();
  }

  private String raw(String id) {
    return posthorn.google.messages().stream()
        .filter(mail -> mail.id().equals(id))
        .findFirst()
        .orElseThrow()
        .raw();
  }

  private String thread(String id) {
    return posthorn.google.messages().stream()
        .filter(mail -> mail.id().equals(id))
        .findFirst()
        .orElseThrow()
        .threadId();
  }

  private static String header(String raw, String name) {
    return raw.lines()
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ": "))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 2);
  }
}
