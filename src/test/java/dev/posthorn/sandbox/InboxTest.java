package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.SEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InboxTest {
  private Sandbox sandbox;
  private Browserless browser;
  private String token;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.asGmail().start();
    browser = new Browserless(sandbox);
    token = browser.accessToken("ann@example.com", SEND);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void emptyInboxSaysHowToSendTheFirstMail() {
    assertThat(browser.get("/").body())
        .contains("No mail yet", "posthorn login", "posthorn send --to bob@example.com")
        .contains(sandbox.root().toString())
        .contains("0 messages");
  }

  @Test
  void listShowsAllMailOfAllAccountsAndOfOne() {
    send("To: bob@example.com\r\nSubject: =?UTF-8?Q?Gr=C3=B6=C3=9Fe?=\r\n\r\nHello  there");

    assertThat(browser.get("/").body())
        .contains("2 messages", "Größe", "Hello there", ">Sent<", ">Inbox<");
    assertThat(browser.get("/?account=bob%40example.com").body())
        .contains("1 message<", ">Inbox<", "aria-current=\"page\">bob@example.com")
        .doesNotContain(">Sent<");
    assertThat(browser.get("/?account=nobody").body()).contains("2 messages");
  }

  @Test
  void headingSaysWhatTheListIs() {
    assertThat(browser.get("/").body())
        .contains("<h1><bdi>All mail</bdi></h1>", "<title>All mail – sandbox inbox</title>");
    assertThat(browser.get("/?account=bob%40example.com").body())
        .contains("<h1><bdi>Mail of bob@example.com</bdi></h1>");
  }

  @Test
  void mailToOneselfIsMarkedAsBoth() {
    send("To: ann@example.com\r\nSubject: note\r\n\r\nHi");

    assertThat(browser.get("/").body())
        .contains("1 message<")
        .containsPattern(">Inbox</span><span class=\"badge old\">Sent</span>");
  }

  @Test
  void pageOfACopyTellsWhatGmailChangedInIt() {
    String wrapped = "Gmail&#39;s API wrapped the long lines of the text in this copy.";
    String replaced =
        "Gmail replaced the From of this message, since the account has no such alias.";
    String sent =
        send("To: bob@example.com\r\nFrom: x@elsewhere.example\r\n\r\n" + "long ".repeat(20));
    String received = sandbox.messages().get(1).id();

    assertThat(browser.get("/mail/" + sent).body()).contains(replaced).doesNotContain(wrapped);
    assertThat(browser.get("/mail/" + received).body()).contains(replaced, wrapped);
    assertThat(browser.get("/mail/" + send("To: bob@example.com\r\n\r\nshort")).body())
        .doesNotContain("role=\"note\"");
  }

  @Test
  void newestComesFirstAndOlderOnesAreOnThePagesAfter() {
    for (int i = 0; i < 51; i++) {
      send("To: x@elsewhere.example\r\nSubject: number-" + i + ".\r\n\r\n");
    }

    String first = browser.get("/").body();
    assertThat(first).contains("number-50.", "number-1.", "Older").doesNotContain("number-0.");
    assertThat(first.indexOf("number-50.")).isLessThan(first.indexOf("number-1."));
    assertThat(first).doesNotContain("Newer");
    assertThat(browser.get("/?page=2").body())
        .contains("number-0.", "Newer")
        .doesNotContain("number-1.", "Older");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "999999", "9999999999999", ""})
  void nonsensePageNumberIsNoFailure(String page) {
    assertThat(browser.get("/?page=" + page).statusCode()).isEqualTo(200);
  }

  @Test
  void unchangedListIsNotSentAgain() {
    String version = browser.get("/").headers().firstValue("ETag").orElseThrow();
    assertThat(since(version).statusCode()).isEqualTo(304);

    send("To: bob@example.com\r\n\r\n");
    assertThat(since(version).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> since(String version) {
    return browser.send(browser.to("/").header("If-None-Match", version).build());
  }

  @Test
  void messagePageShowsHeadersTextFrameFilesAndSource() {
    String id =
        send(
            """
            To: Bob <bob@example.com>
            Cc: carol@elsewhere.example
            Bcc: dave@elsewhere.example
            Subject: Report
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain

            the text
            --a
            Content-Type: text/html

            <p>the <b>html</b></p>
            --a--
            --m
            Content-Type: application/pdf; name="report.pdf"
            Content-Disposition: attachment; filename="report.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0xLjQ=
            --m--
            """);
    String page = browser.get("/mail/" + id).body();

    assertThat(page)
        .contains("<bdi>Report</bdi>", "Bob &lt;bob@example.com&gt;", "carol@", "dave@")
        .contains("the text", "sandbox=\"\"", "src=\"/mail/" + id + "/html\"")
        .contains("report.pdf", "application/pdf, 8 bytes", "/mail/" + id + "/parts/2")
        .contains("All headers", "Message-ID: &lt;");
    assertThat(browser.get("/mail/" + id + "/html").body()).contains("<b>html</b>");
    assertThat(browser.get("/mail/" + id + "/raw").body())
        .isEqualTo(sandbox.messages().get(0).raw());
    HttpResponse<String> file = browser.get("/mail/" + id + "/parts/2");
    assertThat(file.body()).isEqualTo("%PDF-1.4");
    assertThat(file.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"report.pdf\"; filename*=UTF-8''report.pdf");
  }

  @Test
  void imageInsideTheMailIsShownInItsHtml() {
    String id =
        send(
            """
            To: bob@example.com
            Content-Type: multipart/related; boundary=r

            --r
            Content-Type: text/html

            <img src="cid:logo@x"><img src="cid:none">
            --r
            Content-Type: image/gif
            Content-ID: <logo@x>
            Content-Transfer-Encoding: base64

            R0lGODlhAQABAAAAACw=
            --r--
            """);

    assertThat(browser.get("/mail/" + id + "/html").body())
        .contains("src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\"", "src=\"cid:none\"");
    assertThat(browser.get("/mail/" + id).body())
        .contains(">Inline images</h2>", ">Inline, shown in the HTML</span>");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type: image/png; Content-Disposition: inline, Inline images, >Inline<",
    "Content-Type: image/png; Content-ID: <a@b>, Inline images, >Inline<",
    "Content-Type: image/png; Content-Disposition: attachment, Attachments, ''",
    "Content-Type: text/csv; Content-Disposition: inline, Attachments, ''",
  })
  void imageThatIsMeantToBeSeenIsMarkedAmongTheFiles(String head, String heading, String mark) {
    String id =
        send(
            "To: bob@example.com\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\ntext\n--m\n"
                + head.replace("; Content", "\nContent")
                + "\n\nx\n--m--\n");

    String page = browser.get("/mail/" + id).body();
    assertThat(page).contains(">" + heading + "</h2>").contains(mark);
    assertThat(page.contains(">Inline<")).isEqualTo(!mark.isEmpty());
  }

  @Test
  void messageWithoutTextSaysSo() {
    String id = send("To: bob@example.com\r\nContent-Type: application/pdf\r\n\r\n");

    assertThat(browser.get("/mail/" + id).body())
        .contains("This message has no text", "part-1.bin", "(no subject)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mail/nothing",
        "/mail/nothing/html",
        "/mail/nothing/raw",
        "/mail/nothing/parts/0",
        "/assets/Sandbox.class",
        "/assets/..%2FSandbox.class",
        "/assets/page.html",
        "/mail",
        "/nowhere"
      })
  void unknownAddressIsNotFound(String path) {
    assertThat(browser.get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sandbox.css", "inbox.js", "icon.svg"})
  void assetsAreServed(String file) {
    HttpResponse<String> answer = browser.get("/assets/" + file);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isNotBlank();
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  private String send(String mail) {
    return Browserless.json(browser.sendMail(token, mail)).getString("id");
  }
}
