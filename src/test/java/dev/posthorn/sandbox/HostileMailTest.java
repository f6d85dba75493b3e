package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.READONLY;
import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail that wants to harm whoever looks at it; what a browser makes of it is InboxBrowserIT's. */
final class HostileMailTest {
  private static final String EVIL = "\"><script>alert(1)</script>'&lt;";
  private static final String ESCAPED =
      "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;lt;";

  private Sandbox sandbox;
  private Browserless browser;
  private String token;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.asGmail().start();
    browser = new Browserless(sandbox);
    token = browser.accessToken("ann@example.com", SEND + " " + READONLY);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void subjectNamesTextAndHeadersAreEscapedOnEveryPage() {
    String encoded =
        "=?UTF-8?B?"
            + java.util.Base64.getEncoder().encodeToString(EVIL.getBytes(ISO_8859_1))
            + "?=";
    String id =
        send(
            ("To: " + encoded + " <bob@example.com>\nSubject: " + encoded + "\nX-Evil: " + EVIL)
                + "\nContent-Type: text/plain\n\n"
                + EVIL);

    String list = browser.get("/").body();
    assertThat(list).contains(ESCAPED).doesNotContain("<script>alert");
    String page = browser.get("/mail/" + id).body();
    assertThat(page).contains("<bdi>" + ESCAPED + "</bdi>").doesNotContain("<script>alert");
    assertThat(page.split(java.util.regex.Pattern.quote(ESCAPED), -1).length).isGreaterThan(5);
  }

  @Test
  void htmlIsServedInASandboxThatAllowsNothing() {
    String id = send(html("<script>alert(1)</script><img src=x onerror=alert(1)>"));
    HttpResponse<String> answer = browser.get("/mail/" + id + "/html");

    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .contains(
            "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline';"
                + " form-action 'none'; base-uri 'none'; frame-ancestors 'self'");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(browser.get("/mail/" + id).body())
        .contains("sandbox=\"\"")
        .doesNotContain("onerror=alert(1)>", "allow-scripts", "allow-same-origin");
  }

  @Test
  void whatLooksAheadOrMovesThePageIsTakenOut() {
    String id =
        send(
            html(
                "<meta http-equiv=refresh content='0;url=http://evil.example/'>"
                    + "<base href=http://evil.example/><link rel=preconnect"
                    + " href=http://evil.example/><LINK REL=stylesheet HREF=//evil.example>hello"));

    assertThat(browser.get("/mail/" + id + "/html").body())
        .contains("hello")
        .doesNotContainIgnoringCase("<meta", "<base", "<link");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "image/svg+xml", "text/html; charset=x\"", "a/b/c", ";;", ""})
  void attachmentIsSavedAndNeverShownWhateverItsType(String type) {
    String id =
        send(
            "To: bob@example.com\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\ntext\n--m\n"
                + "Content-Type: "
                + type
                + "\nContent-Disposition: attachment; filename=\"x.html\"\n\n"
                + "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>\n--m--\n");
    HttpResponse<String> file = browser.get("/mail/" + id + "/parts/1");

    assertThat(browser.get("/mail/" + id).statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment;");
    assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(file.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("sandbox;");
    assertThat(file.body()).contains("onload");
  }

  @Test
  void rawMessageIsPlainTextInASandbox() {
    HttpResponse<String> raw = browser.get("/mail/" + send(html(EVIL)) + "/raw");

    assertThat(raw.headers().firstValue("Content-Type")).contains("text/plain; charset=UTF-8");
    assertThat(raw.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(raw.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("sandbox;");
  }

  @Test
  void everyPageIsClosedToScriptsFramesAndOtherOrigins() {
    String id = send(html("x"));
    for (String path : List.of("/", "/mail/" + id, "/nowhere", "/o/oauth2/v2/auth")) {
      HttpResponse<String> page = browser.get(path);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
      assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
    }
  }

  @Test
  void giantHeadersAreShownInPart() {
    String folded = ("x".repeat(900) + "\n ").repeat(600) + "end";
    String id = send("To: bob@example.com\nSubject: " + folded + "\nX-Giant: " + folded + "\n\nHi");

    assertThat(browser.get("/").body()).hasSizeLessThan(20_000);
    assertThat(browser.get("/mail/" + id).body())
        .hasSizeLessThan(1_500_000)
        .contains("[cut here; the rest is in the raw message]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: multipart/mixed\n\n--b\n\nno boundary",
        "Content-Type: multipart/mixed; boundary=b\n\nno parts",
        "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nempty boundary\n----",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nunclosed",
        "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!! no base64 !!!",
        "Content-Type: text/plain\nContent-Transfer-Encoding: x-unknown\n\nunknown encoding",
        "Content-Type: text/plain; charset=no-such-charset\n\nunknown charset",
        "Content-Type: text/plain; charset=\"../../etc\"\n\nbad charset",
        "Content-Type: text/plain; charset=\n\nempty charset",
        "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\nx",
        "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nnested",
        "Subject: =?utf-8?B?////?=\n\nbad encoded-word",
        "Subject: =?no-such?Q?x?=\n\nunknown charset in the subject",
        "Content-Disposition: attachment; filename*=UTF-8''%ZZ%\n\nbad file name",
        "Content-Disposition: =;=;\nContent-ID: <<>\n\nbad disposition"
      })
  void brokenMimeIsShownAllTheSame(String mail) {
    String id = send("To: bob@example.com\n" + mail);

    assertShown(id);
    assertThat(browser.get("/mail/" + id).body()).contains("Raw message");
  }

  @Test
  void deeplyNestedPartsEndSomewhere() {
    StringBuilder mail = new StringBuilder("To: bob@example.com\n");
    for (int i = 0; i < 2000; i++) {
      mail.append("Content-Type: multipart/mixed; boundary=b").append(i);
      mail.append("\n\n--b").append(i).append('\n');
    }

    assertShown(send(mail.append("\nHi").toString()));
  }

  @Test
  void deeplyNestedHtmlEndsSomewhere() {
    assertShown(send(html("<div>\n".repeat(30_000))));
  }

  @Test
  void manyPartsAreCut() {
    String page = browser.get("/mail/" + assertShown(send(parts(1000)))).body();

    assertThat(page).contains("/parts/499\"").doesNotContain("/parts/500\"");
  }

  @Test
  void endlessPartsAreShownAsText() {
    String page = browser.get("/mail/" + assertShown(send(parts(20_000)))).body();

    assertThat(page).contains("<h2 id=\"text-heading\">").doesNotContain("/parts/");
  }

  private static String parts(int count) {
    return "To: bob@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"
        + "--b\n\nx\n".repeat(count);
  }

  /** Random damage to a mail with everything in it; the seed makes a failure come back. */
  @Test
  void damagedMailNeverBreaksAPage() {
    byte[] whole =
        ("To: bob@example.com\nSubject: =?UTF-8?Q?a=C3=A4?=\nContent-Type: multipart/mixed;"
                + " boundary=\"m\"\n\n--m\nContent-Type: text/html; charset=\"utf-8\"\n"
                + "Content-Transfer-Encoding: quoted-printable\n\n<p>=C3=A4</p>\n--m\n"
                + "Content-Type: image/png; name*=UTF-8''%C3%A4.png\nContent-Disposition:"
                + " attachment; filename=\"=?UTF-8?Q?a?=\"\nContent-Transfer-Encoding: base64\n"
                + "\nAAAA\n--m--\n")
            .getBytes(ISO_8859_1);
    Random random = new Random(20261122);
    for (int round = 0; round < 100; round++) {
      byte[] mail = whole.clone();
      for (int i = 0; i < 6; i++) {
        mail[20 + random.nextInt(mail.length - 20)] = (byte) (1 + random.nextInt(126));
      }
      HttpResponse<String> answer = browser.sendMail(token, mail, "");
      if (answer.statusCode() == 200) {
        assertShown(Browserless.json(answer).getString("id"));
      } else {
        assertThat(answer.statusCode()).isEqualTo(400);
      }
    }
  }

  private String assertShown(String id) {
    assertThat(browser.get("/").statusCode()).isEqualTo(200);
    assertThat(browser.get("/mail/" + id).statusCode()).isEqualTo(200);
    assertThat(browser.get("/mail/" + id + "/html").statusCode()).isIn(200, 404);
    assertThat(browser.get("/mail/" + id + "/parts/0").statusCode()).isEqualTo(200);
    assertThat(browser.get("/gmail/v1/users/me/messages/" + id, token).statusCode()).isEqualTo(200);
    return id;
  }

  private static String html(String body) {
    return "To: bob@example.com\nContent-Type: text/html; charset=UTF-8\n\n" + body;
  }

  private String send(String mail) {
    return Browserless.json(browser.sendMail(token, mail)).getString("id");
  }
}
