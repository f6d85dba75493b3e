package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.LABELS;
import static dev.posthorn.sandbox.Browserless.SEND;
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
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The consent page in a real browser, by keyboard and by mouse. */
final class ConsentBrowserIT {
  private final List<String> callbacks = new CopyOnWriteArrayList<>();
  private Chromium chromium;
  private ChromeDriver driver;
  private HttpServer program;
  private Sandbox sandbox;
  private Browserless client;

  @BeforeEach
  void start() throws IOException {
    chromium = Chromium.open();
    driver = chromium.driver();
    program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    program.createContext(
        "/callback",
        exchange -> {
          callbacks.add(exchange.getRequestURI().getRawQuery());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    program.start();
    sandbox = Sandbox.plain().start();
    client = new Browserless(sandbox);
  }

  @AfterEach
  void stop() {
    if (sandbox != null) {
      sandbox.close();
      program.stop(0);
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void keyboardAloneChoosesAnAccountUnticksAScopeAndAllows() {
    open();
    tabTo("account");
    press(Keys.ARROW_DOWN);
    assertThat(focused().getDomProperty("value")).isEqualTo("bob@example.com");
    tabTo("scope");
    assertThat(focused().getDomProperty("value")).isEqualTo(SEND);
    press(Keys.SPACE);
    tabTo("decision");
    assertThat(focused().getText()).isEqualTo("Cancel");
    press(Keys.TAB);
    assertThat(focused().getText()).isEqualTo("Allow");
    press(Keys.ENTER);

    Parameters answer = answer();
    assertThat(answer.first("scope"))
        .contains("openid https://www.googleapis.com/auth/userinfo.email " + LABELS);
    assertThat(answer.first("authuser")).contains("1");
    assertThat(answer.first("state")).contains("state 1&2");
    assertThat(answer.first("code")).isPresent();
  }

  @Test
  void cancelRefuses() {
    open();
    driver.findElement(By.cssSelector("button[value=cancel]")).click();

    assertThat(answer().first("error")).contains("access_denied");
  }

  @Test
  void allowWithTheMouseGrantsWhatIsTicked() {
    open();
    driver.findElement(By.cssSelector("label[for=scope-labels]")).click();
    driver.findElement(By.cssSelector("button[value=allow]")).click();

    assertThat(answer().first("scope").orElseThrow()).endsWith("userinfo.email " + SEND);
  }

  @Test
  void everythingOnThePageHasANameForAScreenReader() {
    open();

    assertThat(driver.findElement(By.tagName("html")).getDomAttribute("lang")).isEqualTo("en");
    assertThat(driver.findElements(By.tagName("main"))).hasSize(1);
    assertThat(driver.findElements(By.tagName("h1"))).hasSize(1);
    for (WebElement field :
        driver.findElements(By.cssSelector("input:not([type=hidden]), button"))) {
      assertThat(field.getAccessibleName()).isNotBlank();
    }
    assertThat(driver.findElements(By.tagName("legend")))
        .extracting(WebElement::getText)
        .containsExactly("Choose an account", "What the program may do");
  }

  private void open() {
    Map<String, String> query = client.login("openid email " + SEND + " " + LABELS);
    query.put("redirect_uri", "http://127.0.0.1:" + program.getAddress().getPort() + "/callback");
    driver.get(sandbox.root() + "o/oauth2/v2/auth?" + Parameters.encode(query));
  }

  private WebElement focused() {
    return driver.switchTo().activeElement();
  }

  private void press(Keys key) {
    focused().sendKeys(key);
  }

  /** Presses Tab until a field of this name has the focus; a page has fewer stops than that. */
  private void tabTo(String name) {
    for (int i = 0; i < 20 && !name.equals(focused().getDomAttribute("name")); i++) {
      press(Keys.TAB);
    }
    assertThat(focused().getDomAttribute("name")).isEqualTo(name);
  }

  private Parameters answer() {
    chromium.await("the way back to the program", () -> !callbacks.isEmpty());
    return Parameters.parse(callbacks.get(0));
  }
}
