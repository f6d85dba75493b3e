package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.posthorn.testing.Chromium;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/** The web inbox in a real browser. */
final class InboxBrowserIT {
  private final List<String> beacons = new CopyOnWriteArrayList<>();
  private Chromium chromium;
  private ChromeDriver driver;
  private HttpServer beacon;
  private Sandbox sandbox;
  private Browserless program;
  private String token;

  @BeforeEach
  void start() throws IOException {
    chromium = Chromium.open();
    driver = chromium.driver();
    beacon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    beacon.createContext(
        "/",
        exchange -> {
          beacons.add(exchange.getRequestURI().toString());
          exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    beacon.start();
    sandbox = Sandbox.asGmail().start();
    program = new Browserless(sandbox);
    token = program.accessToken("ann@example.com", SEND);
  }

  @AfterEach
  void stop() {
    if (sandbox != null) {
      sandbox.close();
      beacon.stop(0);
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void hostileMailRunsNoScriptAndLoadsNothing() {
    String id = send(hostileHtml());
    driver.get(sandbox.root() + "mail/" + id);
    String title = driver.getTitle();
    enterFrame();
    chromium.await("the end of the mail", () -> driver.findElement(By.id("end")).isDisplayed());
    afterAWhile();
    enterFrame();
    assertThat(driver.findElement(By.id("mark")).getText()).isEqualTo("untouched");
    driver.findElement(By.id("link")).click();
    afterAWhile();

    assertThat(driver.getTitle()).isEqualTo(title);
    assertThat(driver.getCurrentUrl()).isEqualTo(sandbox.root() + "mail/" + id);
    assertThat(driver.getWindowHandles()).hasSize(1);
    assertThat(beacons).isEmpty();
  }

  @Test
  void hostileHtmlOpenedAloneRunsNoScriptEither() {
    String id = send(hostileHtml());
    driver.get(sandbox.root() + "mail/" + id + "/html");
    chromium.await("the end of the mail", () -> driver.findElement(By.id("end")).isDisplayed());
    afterAWhile();

    assertThat(driver.findElement(By.id("mark")).getText()).isEqualTo("untouched");
    assertThat(driver.getTitle()).isNotEqualTo("pwned");
    assertThat(beacons).isEmpty();
  }

  @Test
  void hostileSubjectAndFileNamesStayText() {
    String evil =
        "\"'><img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'"
            + "</script>";
    String id =
        send(
            "To: bob@example.com\nSubject: "
                + evil
                + "\nContent-Type: multipart/mixed; boundary=m"
                + "\n\n--m\nContent-Type: text/plain\n\n"
                + evil
                + "\n--m\nContent-Type:"
                + " image/svg+xml\nContent-Disposition: attachment; filename*=UTF-8''"
                + "%3Cimg%20src=x%20onerror=alert(1)%3E.svg\n\nx\n--m--\n");
    driver.get(sandbox.root().toString());
    assertThat(driver.findElement(By.cssSelector(".subject")).getText()).contains("<script>");
    driver.get(sandbox.root() + "mail/" + id);

    assertThat(driver.getTitle()).contains("<script>");
    assertThat(driver.findElement(By.tagName("h1")).getText()).contains("onerror=");
    assertThat(driver.findElements(By.cssSelector("main img, main script"))).isEmpty();
  }

  /** Without this the tests above could pass in a browser that reaches no server at all. */
  @Test
  void beaconIsHeardWhenAPageMayLoadIt() {
    driver.get(beaconAt("direct"));

    assertThat(beacons).contains("/direct");
  }

  @Test
  void listUpdatesByItselfSaysSoAndKeepsTheFocus() {
    send("To: x@elsewhere.example\nSubject: first\n\n");
    driver.get(sandbox.root().toString());
    WebElement first = driver.findElement(By.cssSelector("a.row"));
    String firstId = first.getDomAttribute("id");
    driver.executeScript("arguments[0].focus()", first);
    send("To: x@elsewhere.example\nSubject: second\n\n");

    chromium.await(
        "the second row", () -> driver.findElements(By.cssSelector("a.row")).size() == 2);
    assertThat(driver.findElement(By.cssSelector("a.row .subject")).getText()).isEqualTo("second");
    assertThat(driver.findElement(By.id("count")).getText()).isEqualTo("2 messages");
    assertThat(driver.findElement(By.cssSelector("[role=status]")).getText())
        .isEqualTo("1 new message");
    assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo(firstId);
  }

  @Test
  void listSaysWhenTheSandboxIsGone() {
    driver.get(sandbox.root().toString());
    sandbox.close();

    chromium.await(
        "a word that it is gone",
        () -> driver.findElement(By.id("live")).getText().contains("does not answer"));
  }

  @Test
  void pagesFitAPhoneAndFollowTheColourScheme() {
    String id =
        send("To: bob@example.com\nSubject: " + "longword".repeat(60) + "\n\n" + "y".repeat(900));
    driver.manage().window().setSize(new Dimension(500, 900));
    for (String scheme : List.of("light", "dark")) {
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", 360, "height", 780, "deviceScaleFactor", 1, "mobile", true));
      driver.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
      for (String path : List.of("", "mail/" + id, "nowhere")) {
        driver.get(sandbox.root() + path);
        assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
        String background =
            String.valueOf(
                driver.executeScript("return getComputedStyle(document.body).backgroundColor"));
        assertThat(background)
            .isEqualTo(scheme.equals("dark") ? "rgb(17, 20, 23)" : "rgb(243, 244, 246)");
      }
    }
  }

  @Test
  void subjectHasTheWidestColumnOnEveryScreen() {
    send("To: ann@example.com\nSubject: " + "word ".repeat(40) + "\n\nx");
    send("To: somebody.with.a.long.name@department.elsewhere.example\nSubject: s\n\nx");
    for (int width : List.of(1400, 1100, 900, 800, 500)) {
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", 780, "deviceScaleFactor", 1, "mobile", false));
      for (String path : List.of("", "?account=ann%40example.com")) {
        driver.get(sandbox.root() + path);
        long what = number("document.querySelector('.row .what').offsetWidth");
        for (String other : List.of("who", "where")) {
          assertThat(number("document.querySelector('.row ." + other + "').offsetWidth"))
              .as(other + " at " + width)
              .isLessThanOrEqualTo(what);
        }
        assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
      }
    }
  }

  private long number(String expression) {
    return ((Number) driver.executeScript("return " + expression)).longValue();
  }

  /** Time for the mail to try: a second by the clock of a page of ours in another tab. */
  private void afterAWhile() {
    String mail = driver.getWindowHandle();
    driver.switchTo().newWindow(WindowType.TAB);
    driver.get(sandbox.root() + "nowhere");
    driver.executeAsyncScript("setTimeout(arguments[arguments.length - 1], 1000)");
    driver.close();
    driver.switchTo().window(mail);
  }

  private void enterFrame() {
    driver.switchTo().frame(driver.findElement(By.cssSelector("iframe.html")));
  }

  private String hostileHtml() {
    String html =
        """
        <html><head>
        <meta http-equiv="refresh" content="0;url=BEACON/meta">
        <base href="BEACON/base/">
        <link rel="stylesheet" href="BEACON/css"><link rel="preconnect" href="BEACON/preconnect">
        <link rel="prefetch" href="BEACON/prefetch"><link rel="icon" href="BEACON/icon">
        <style>@import "BEACON/import"; @font-face { font-family: f; src: url(BEACON/font); }
        p { font-family: f; background: url(BEACON/background); }</style>
        <script>document.title = 'pwned'; try { window.top.document.title = 'pwned' } catch {}
        fetch('BEACON/fetch'); document.getElementById('mark').textContent = 'touched';</script>
        <script src="BEACON/script"></script>
        </head><body onload="new Image().src='BEACON/onload'">
        <p id="mark">untouched</p>
        <img src="BEACON/img" onerror="fetch('BEACON/onerror')">
        <img src="data:image/png;base64,x" onerror="document.getElementById('mark').textContent='x'">
        <img srcset="BEACON/srcset 2x" alt=""><video src="BEACON/video" poster="BEACON/poster" autoplay>
        </video><audio src="BEACON/audio" autoplay></audio><object data="BEACON/object"></object>
        <embed src="BEACON/embed"><iframe src="BEACON/iframe"></iframe>
        <iframe srcdoc="<script>fetch('BEACON/srcdoc')</script><img src='BEACON/srcdocimg'>"></iframe>
        <svg><image href="BEACON/svg"/><script>fetch('BEACON/svgscript')</script>
        <use href="BEACON/use#x"/></svg>
        <form action="BEACON/form" id="form"><input autofocus onfocus="this.form.submit()"></form>
        <a id="link" href="BEACON/link" ping="BEACON/ping" target="_top">a link</a>
        <a href="javascript:document.title='pwned'">another</a>
        <p id="end">end</p></body></html>
        """;
    return "To: bob@example.com\nContent-Type: text/html; charset=UTF-8\n\n"
        + html.replace("BEACON/", beaconAt(""));
  }

  private String beaconAt(String name) {
    return "http://127.0.0.1:" + beacon.getAddress().getPort() + "/" + name;
  }

  private String send(String mail) {
    return Browserless.json(program.sendMail(token, mail.getBytes(UTF_8), "")).getString("id");
  }
}
