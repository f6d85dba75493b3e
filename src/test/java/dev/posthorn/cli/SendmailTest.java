package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.Played.Result;
import dev.posthorn.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code posthorn sendmail} against the sandbox, by Gmail's API. */
class SendmailTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";
  private static final String CARLA = "carla@example.com";
  private static final String LETTER = "From: ann@example.com\nTo: bob@example.com\n\nHello.\n";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home, Sandbox.asGmail().accounts(List.of(ANN, BOB, CARLA))).login(ANN);
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private Result sendmail(String input, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "sendmail";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return posthorn.runWithInput(input, all);
  }

  private static void assertSent(Result result) {
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEmpty();
  }

  private void assertRefused(Result result, ExitCode code, String... words) {
    assertThat(result.code()).as(result.err()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("posthorn: ").contains(words);
    assertThat(posthorn.google.messages()).isEmpty();
  }

  @Test
  void theMessageGoesOutByteForByteAndNothingIsSaid() {
    assertSent(sendmail(LETTER, "-i", BOB));
    assertThat(posthorn.inbox(BOB))
        .contains("\r\nFrom: ann@example.com\r\nTo: bob@example.com\r\n")
        .endsWith("\r\n\r\nHello.\r\n");
  }

  @Test
  void recipientsThatTheHeadDoesNotNameGetABlindCopy() {
    assertSent(sendmail(LETTER, "-i", BOB, CARLA));
    assertThat(posthorn.inbox(CARLA)).contains("To: bob@example.com").doesNotContain("Bcc");
  }

  @Test
  void whoeverIsNotInTheEnvelopeGetsNothing() {
    assertRefused(
        sendmail(LETTER, "-i", CARLA),
        ExitCode.DATA,
        "bob@example.com",
        "only SMTP",
        "posthorn login --account ann@example.com --scopes send,labels,smtp");
  }

  @Test
  void withTheRecipientsOfTheHeadAreAddedToThoseGiven() {
    String letter = "To: bob@example.com\nBcc: dan@example.com\n\nHello.\n";
    assertSent(sendmail(letter, "-t", "-i", CARLA));
    assertThat(posthorn.inbox(BOB)).doesNotContain("Bcc");
    assertThat(posthorn.inbox(CARLA)).doesNotContain("dan@example.com");
  }

  @Test
  void withTAndNoRecipientInTheHeadThoseGivenAreEnough() {
    assertSent(sendmail("Subject: x\n\nHello.\n", "-ti", BOB));
    assertThat(posthorn.inbox(BOB)).contains("Subject: x");
    assertThat(sendmail("Subject: x\n\nHello.\n", "-ti").code()).isEqualTo(ExitCode.DATA);
  }

  @Test
  void aLoneDotEndsTheMessageUnlessItIsTakenForText() {
    assertSent(sendmail("To: bob@example.com\n\nabove\n.\nbelow\n", "-t"));
    assertThat(posthorn.inbox(BOB)).endsWith("above\r\n");
    assertSent(sendmail("To: bob@example.com\n\nabove\n.\nbelow\n", "-t", "-oi"));
    assertThat(posthorn.inbox(BOB)).endsWith("above\r\n.\r\nbelow\r\n");
  }

  @Test
  void aTextWithoutAHeadIsABodyAndGetsAnAuthor() {
    assertSent(sendmail("just words: no head\n", "-FAnn Lee", BOB));
    assertThat(posthorn.inbox(BOB))
        .contains("From: Ann Lee <ann@example.com>\r\n")
        .endsWith("\r\n\r\njust words: no head\r\n");
  }

  @Test
  void theFullNameChangesNoAuthorThatIsThere() {
    assertSent(sendmail(LETTER, "-F", "Somebody Else", BOB));
    assertThat(posthorn.inbox(BOB)).doesNotContain("Somebody");
  }

  @Test
  void cronsMailToRootIsTheAccountsMailToWhomTheAliasesName() throws Exception {
    Files.writeString(home.resolve("aliases"), "root: bob@example.com, carla@example.com\n");
    String mail =
        "From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@box> backup\n\nIt failed.\n";
    assertSent(sendmail(mail, "-i", "-FCronDaemon", "-B8BITMIME", "-oem", "root"));
    assertThat(posthorn.inbox(CARLA))
        .contains("From: ann@example.com (Cron Daemon)\r\n")
        .contains("Subject: Cron <root@box> backup\r\n")
        .containsPattern("To: bob@example.com,\\s+carla@example.com\r\n")
        .doesNotContain("root\r\n");
  }

  @Test
  void aNameThatLacksItsQuotesIsNoSecondAuthor() {
    String rest = "To: bob@example.com\n\nx\n";
    assertSent(sendmail("From: Mueller, Joerg <ann@example.com>\nSender: root\n" + rest, "-t"));
    assertThat(posthorn.inbox(BOB))
        .contains("From: \"Mueller, Joerg\" <ann@example.com>\r\nSender: ann@example.com\r\n");
    assertSent(sendmail("From: Müller, Jörg <ann@example.com>\n" + rest, "-t"));
    assertThat(posthorn.inbox(BOB))
        .contains("From: =?UTF-8?Q?M=C3=BCller?=")
        .contains("=?UTF-8?B?SsO2cmc=?= <ann@example.com>\r\n");
  }

  @Test
  void aNameThatLooksLikeAnAddressIsQuotedForTheApi() {
    assertSent(sendmail("To: carla@example.com <bob@example.com>\n\nx\n", "-t"));
    assertThat(posthorn.inbox(BOB)).contains("To: \"carla@example.com\" <bob@example.com>\r\n");
    assertThat(posthorn.google.messages()).hasSize(2);
  }

  /** The event daemon of ZFS, a list of sixty recipients, an editor's byte order mark. */
  @Test
  void whatOtherSendmailsTakeIsTaken() {
    assertSent(sendmail("From \nSubject: scrub\nZFS has finished\n\n eid: 5\n", BOB));
    assertThat(posthorn.inbox(BOB))
        .contains("Subject: scrub\r\n")
        .endsWith("\r\n\r\nZFS has finished\r\n\r\n eid: 5\r\n");
    String many = "bob@example.com, ".repeat(60) + "<@relay.example:bob@example.com>";
    assertSent(sendmail("\uFEFFSubject: a\n \nBcc: " + many + "\n\nx\n", "-t"));
    assertSent(sendmail("Subject: a\nTo: " + many + "\n\nx\n", "-t"));
  }

  @Test
  void aBrokenHeadIsNotShownToAll() {
    assertRefused(
        sendmail("Subject: x\nno field\nBcc: carla@example.com\n\nx\n", BOB),
        ExitCode.DATA,
        "head is broken",
        "Bcc");
  }

  @Test
  void aNameThatNoAliasKnowsIsNamedWithTheCure() throws Exception {
    assertRefused(
        sendmail(LETTER, "root"),
        ExitCode.DATA,
        "'root'",
        "root: you@example.com",
        home.resolve("aliases").toString());
  }

  @Test
  void aNameInTheHeadThatNoAliasKnowsHasTheSameCure() throws Exception {
    String cure = home.resolve("aliases").toString();
    assertRefused(
        sendmail("To: root\n\nx\n", "-t"), ExitCode.DATA, "'root'", "root: you@example.com", cure);
    assertRefused(
        sendmail("To: bob@example.com\nBcc: Root <www>\n\nx\n", "-t"),
        ExitCode.DATA,
        "'www'",
        cure);
    String cron = "From: root\nTo: root\n\nIt failed.\n";
    assertRefused(sendmail(cron, BOB), ExitCode.DATA, "'root'", "root: bob@example.com", cure);
    Files.writeString(home.resolve("aliases"), "root: bob@example.com\n");
    assertSent(sendmail(cron, BOB));
    assertThat(posthorn.inbox(BOB)).contains("From: ann@example.com\r\nTo: bob@example.com\r\n");
  }

  @Test
  void whatIsNoNameInTheHeadKeepsItsOwnReason() {
    assertRefused(sendmail("To: a@@b, root\n\nx\n", BOB), ExitCode.DATA, "a@@b", "only SMTP");
    assertRefused(sendmail("To: a@@b\nReply-To: root\n\nx\n", "-t"), ExitCode.DATA, "a@@b");
    assertRefused(sendmail("To: not a list\n\nx\n", BOB), ExitCode.DATA, "not a list", "only SMTP");
  }

  @Test
  void anAuthorWhomGmailMayReplaceIsNamedToThoseWhoAskForMoreWords() {
    String letter = "From: www@box.example\nTo: bob@example.com\n\nHello.\n";
    assertThat(sendmail(letter, "-v", BOB).err())
        .contains("www@box.example", "replaces", "verified alias of ann@example.com");
    assertSent(sendmail(letter, BOB));
    String own = letter.replace("www@box.example", "Ann <ANN@example.com>");
    assertThat(sendmail(own, "-v", BOB).err()).doesNotContain("replaces");
  }

  @Test
  void anAddressOfThisMachineIsItsNameWhereverItStands() throws Exception {
    Files.writeString(home.resolve("aliases"), "root: bob@example.com\n");
    Files.writeString(
        home.resolve("posthorn.properties"), "local-domains=corp.example, box.test\n");
    String cron = "From: root\nTo: root@localhost\nCc: Root <root@Corp.Example>\n\nIt failed.\n";
    assertSent(sendmail(cron, "root@box.test"));
    assertThat(posthorn.inbox(BOB))
        .contains("To: bob@example.com\r\nCc: Root <bob@example.com>\r\n")
        .doesNotContain("localhost", "Corp");
    assertSent(sendmail("Bcc: root@localhost\nSubject: b\n\nx\n", "-t"));
    assertThat(posthorn.inbox(BOB)).contains("Subject: b").doesNotContain("localhost");
  }

  @Test
  void noAddressOfThisMachineReachesGmailAndTheCureIsNamed() {
    String cure = home.resolve("aliases").toString();
    String line = "'www: you@example.com'";
    assertRefused(sendmail(LETTER, "www@localhost"), ExitCode.DATA, "'www@localhost'", line, cure);
    assertRefused(
        sendmail(LETTER, "<www@localhost>"), ExitCode.DATA, "localhost is this machine", line);
    assertRefused(sendmail("To: www@localhost\n\nx\n", "-t"), ExitCode.DATA, line, cure);
    assertRefused(
        sendmail("To: bob@example.com\nBcc: W <www@localhost>\n\nx\n", "-t"), ExitCode.DATA, line);
    assertRefused(
        sendmail("To: www@localhost\n\nx\n", BOB), ExitCode.DATA, "'www: bob@example.com'", cure);
    assertRefused(
        sendmail(LETTER, "--local-domains", "corp.example", "www@corp.example"),
        ExitCode.DATA,
        line);
  }

  /** A Postfix on this machine knows its users. */
  @Test
  void toAServerOfThisMachineItsAddressesGoAsTheyAre() throws Exception {
    String[] local = {"--no-login", "--smtp", "smtp://localhost:9"};
    Result tried = sendmail(LETTER, local[0], local[1], local[2], "www@localhost");
    assertThat(tried.code()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(tried.err()).contains("localhost cannot be reached");
    Result head = sendmail("To: www@localhost\n\nx\n", local[0], local[1], local[2], "-t");
    assertThat(head.err()).contains("localhost cannot be reached");
    assertRefused(
        sendmail(LETTER, "--password-command", "echo x", "www@localhost"), ExitCode.DATA, "'www: ");
  }

  @Test
  void anAliasOfAnAddressWithADomainIsUsed() throws Exception {
    Files.writeString(
        home.resolve("aliases"),
        "root@localhost: bob@example.com\ndan@old.example: carla@example.com\n");
    assertSent(sendmail("To: root@localhost, Dan <dan@old.example>\n\nx\n", "-t"));
    assertThat(posthorn.inbox(CARLA)).contains("To: bob@example.com, Dan <carla@example.com>\r\n");
    assertThat(posthorn.inbox(BOB)).contains("carla@example.com");
  }

  /** RFC 5322 §4.4: a route says nothing any more, and what it leads to may be an alias. */
  @Test
  void aSourceRouteIsLeftOut() throws Exception {
    Files.writeString(home.resolve("aliases"), "root: carla@example.com\n");
    String letter = "Subject: routed\n\nx\n";
    assertSent(
        sendmail(letter, "<@relay.example,@b.example:bob@example.com>", "<ann@example.com>"));
    assertThat(posthorn.inbox(BOB)).contains("Subject: routed");
    assertSent(sendmail(letter, "<@relay.example:root@localhost>"));
    assertThat(posthorn.inbox(CARLA)).contains("Subject: routed");
    posthorn.login(BOB);
    assertSent(sendmail(letter, "-f", "<@relay.example:bob@example.com>", CARLA));
    assertThat(posthorn.inbox(CARLA)).contains("From: bob@example.com");
  }

  /** cron's and the web's; the empty sender of a bounce (RFC 5321 §4.5.5) is no account. */
  @Test
  void aSenderThatIsEmptyIsLikeNone() {
    for (String empty : List.of("", "<>", "root", "root@localhost", "MAILER-DAEMON")) {
      assertSent(sendmail(LETTER, "-f", empty, BOB));
    }
    assertSent(sendmail(LETTER, "-f<>", "-Am", "-f", "", BOB));
  }

  @Test
  void croniesAndPhpMailersCommandLinesAreTaken() throws Exception {
    Files.writeString(home.resolve("aliases"), "root: bob@example.com\n");
    String cron = "From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@box> x\n\nx\n";
    assertSent(sendmail(cron, "-FCronDaemon", "-i", "-odi", "-oem", "-oi", "-t", "-f", "root"));
    assertThat(posthorn.inbox(BOB)).contains("From: ann@example.com (Cron Daemon)");
    assertSent(sendmail(LETTER, "-t", "-i", "-oi", "-fann@example.com", "-t"));
    posthorn.login(CARLA);
    assertSent(
        sendmail("Subject: last\n\nx\n", "-f", CARLA, "-f", ANN, "-F-a", "-F", "-hello", BOB));
    assertThat(posthorn.inbox(BOB)).contains("From: -hello <ann@example.com>", "Subject: last");
  }

  @Test
  void whoIsBehindANameIsToldWithoutSending() throws Exception {
    Files.writeString(
        home.resolve("aliases"), "root: bob@example.com, www\nwww: carla@example.com\n");
    Result told = sendmail("", "-bv", "root", "dan@example.com", "root@localhost");
    assertThat(told.code()).as(told.err()).isEqualTo(ExitCode.OK);
    assertThat(told.out())
        .isEqualTo(
            """
            root: bob@example.com, carla@example.com
            dan@example.com: dan@example.com
            root@localhost: bob@example.com, carla@example.com
            """);
    assertRefused(sendmail("", "-bv", "cron"), ExitCode.DATA, "'cron: you@example.com'");
    assertRefused(sendmail("", "-bv"), ExitCode.USAGE, "sendmail -bv root");
  }

  @Test
  void theAliasesAreCheckedAndTheQueueIsListed() throws Exception {
    Path aliases = Files.writeString(home.resolve("aliases"), "root: bob@example.com\nwww: root\n");
    assertThat(sendmail("", "-bi").out()).isEqualTo(aliases + ": 2 aliases\n");
    Files.writeString(aliases, "root: bob@example.com\nwww: cron\n");
    assertRefused(sendmail("", "-I"), ExitCode.CONFIGURATION, "www → cron");
    assertThat(sendmail("", "-bp").out()).isEmpty();
    Files.writeString(aliases, "");
    assertThat(sendmail(LETTER, "--queue", BOB).code()).isEqualTo(ExitCode.OK);
    assertThat(sendmail("", "-bp").out()).contains("\taccepted\tann@example.com\t");
    assertThat(posthorn.run("outbox", "run").code()).isEqualTo(ExitCode.OK);
    assertThat(sendmail("", "-bp").out()).isEmpty();
  }

  @Test
  void aliasesComeFromTheOptionElseTheVariableElseTheHome() throws Exception {
    Files.writeString(home.resolve("aliases"), "root: dan@example.com\n");
    Path variable = Files.writeString(home.resolve("a1"), "default: carla@example.com\n");
    Path option = Files.writeString(home.resolve("a2"), "root: bob@example.com\n");
    posthorn.with("POSTHORN_ALIASES", variable.toString());
    assertSent(sendmail("Subject: x\n\n", "root"));
    assertThat(posthorn.inbox(CARLA)).contains("Subject: x");
    assertSent(sendmail("Subject: y\n\n", "--aliases", option.toString(), "root"));
    assertThat(posthorn.inbox(BOB)).contains("Subject: y");
    assertThat(sendmail(LETTER, "--aliases", "/no/such", "root").code())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void theFirstResentBlockIsWhoGetsAMessageThatIsSentOnce() {
    String letter = "Resent-From: ann@example.com\nResent-To: carla@example.com\n" + LETTER;
    // To names bob, who must not get it again; that is beyond the API.
    assertRefused(sendmail(letter, "-t"), ExitCode.DATA, "bob@example.com");
  }

  @Test
  void theSenderPicksTheAccountAndAStrangerIsIgnored() {
    posthorn.login(BOB);
    String letter = "Subject: x\n\nHello.\n";
    assertSent(sendmail(letter, "-f", BOB, CARLA));
    assertThat(posthorn.inbox(CARLA)).contains("From: bob@example.com");
    assertSent(sendmail(letter, "-r", "Ann <ANN@example.com>", "-i", CARLA));
    assertThat(posthorn.inbox(CARLA)).contains("From: ann@example.com");
    assertThat(sendmail(letter, "-f", "www@box", CARLA).code()).isEqualTo(ExitCode.USAGE);
    assertSent(sendmail("From: bob@example.com\n" + letter, "-f", "www@box", CARLA));
    assertThat(posthorn.inbox(CARLA)).contains("From: bob@example.com");
  }

  @Test
  void theAccountOptionWinsOverTheSenderAndTheSenderOverTheDefault() throws Exception {
    posthorn.login(BOB);
    Files.writeString(home.resolve("posthorn.properties"), "account=ann@example.com\n");
    String letter = "Subject: x\n\nHello.\n";
    assertSent(sendmail(letter, "-f", BOB, CARLA));
    assertThat(posthorn.inbox(CARLA)).contains("From: bob@example.com");
    assertSent(sendmail(letter, "-f", BOB, "--account", ANN, CARLA));
    assertThat(posthorn.inbox(CARLA)).contains("From: ann@example.com");
  }

  @Test
  void nobodyToSendToIsAUsageError() {
    assertRefused(sendmail(LETTER), ExitCode.USAGE, "-t");
  }

  @Test
  void optionsOfPosthornWorkAndVerboseIsSendmails() {
    Result json = sendmail(LETTER, "--json", "-i", BOB);
    assertThat(json.json().get("via").getAsString()).isEqualTo("api");
    Result verbose = sendmail(LETTER, "-v", "-i", BOB);
    assertThat(verbose.out()).isEmpty();
    assertThat(verbose.err()).contains("sent as ", "by the API");
    Result named = posthorn.runWithInput(LETTER, "--account", ANN, "sendmail", "-oi", BOB);
    assertThat(named.code()).as(named.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void anUnknownOptionAndARefusedModeSayWhatToDo() {
    assertRefused(sendmail(LETTER, "-y", BOB), ExitCode.USAGE, "-y", "sendmail --help");
    assertRefused(sendmail(LETTER, "-bs"), ExitCode.UNAVAILABLE, "SMTP");
    assertRefused(sendmail(LETTER, "-q"), ExitCode.UNAVAILABLE, "queue");
  }

  @Test
  void itsHelpNamesWhatHasNoEffect() {
    Result help = posthorn.run("sendmail", "-h");
    assertThat(help.code()).isEqualTo(ExitCode.OK);
    assertThat(help.out()).contains("without effect", "-bm", "--aliases", "posthorn sendmail -t");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
  }
}
