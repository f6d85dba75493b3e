package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.testing.Chromium;
import dev.posthorn.testing.Command;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** The whole login: a real process, a real browser, and a person's clicks. */
class LoginBrowserIT {
  @TempDir Path home;
  private Sandbox google;
  private Chromium browser;
  private Process login;

  @BeforeEach
  void open() throws Exception {
    browser = Chromium.open();
    google = Sandbox.plain().start();
    Files.writeString(home.resolve("credentials.json"), google.credentialsJson());
  }

  @AfterEach
  void close() {
    if (login != null) {
      login.destroyForcibly();
    }
    if (google != null) {
      google.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void allowingEndsOnAPageThatSaysSoAndStoresTheTokens() throws Exception {
    startLogin();
    button("Allow").click();
    awaitPage("Posthorn is connected");
    assertThat(ended()).isZero();
    assertThat(home.resolve("tokens/ann@example.com.json")).exists();
    assertThat(browser.driver().findElement(By.tagName("main")).getText())
        .contains("ann@example.com");
  }

  @Test
  void cancellingEndsOnAPageThatSaysSoAndWithExitCode77() throws Exception {
    startLogin();
    button("Cancel").click();
    awaitPage("Posthorn was not allowed in");
    assertThat(ended()).isEqualTo(77);
    assertThat(home.resolve("tokens/ann@example.com.json")).doesNotExist();
  }

  @Test
  void anUntickedScopeIsNamedAndTheRestIsStored() throws Exception {
    startLogin();
    browser
        .driver()
        .findElement(By.cssSelector("input[type=checkbox][value*='gmail.labels']"))
        .click();
    button("Allow").click();
    awaitPage("Connected, with less than was asked");
    assertThat(ended()).isEqualTo(77);
    assertThat(Files.readString(home.resolve("tokens/ann@example.com.json")))
        .contains("gmail.send")
        .doesNotContain("gmail.labels");
  }

  @Test
  void pageIsRedWhereSendingWasUntickedAndShowsTheCommand() throws Exception {
    startLogin();
    browser
        .driver()
        .findElement(By.cssSelector("input[type=checkbox][value*='gmail.send']"))
        .click();
    button("Allow").click();
    awaitPage("Connected, but not to send mail");
    assertThat(ended()).isEqualTo(77);
    assertThat(browser.driver().findElement(By.cssSelector(".sign")).getCssValue("stroke"))
        .isIn("rgb(180, 35, 24)", "rgb(252, 165, 165)");
    assertThat(browser.driver().findElement(By.cssSelector("code.command")).getText())
        .isEqualTo("posthorn login --account ann@example.com --scopes send,labels");
  }

  private void startLogin() throws Exception {
    login =
        Command.posthorn("login", "--account", "ann@example.com")
            .with("POSTHORN_HOME", home.toString())
            .start();
    BufferedReader err = login.errorReader(StandardCharsets.UTF_8);
    String line = err.readLine();
    while (line != null && !line.startsWith("http://")) {
      line = err.readLine();
    }
    assertThat(line).isNotNull();
    browser.driver().get(line);
  }

  private org.openqa.selenium.WebElement button(String words) {
    return browser.driver().findElement(By.xpath("//button[normalize-space()='" + words + "']"));
  }

  private void awaitPage(String heading) {
    browser.await(
        heading, () -> browser.driver().findElement(By.tagName("h1")).getText().equals(heading));
  }

  private int ended() throws Exception {
    assertThat(login.waitFor(5, TimeUnit.MINUTES)).as("the login ended").isTrue();
    return login.exitValue();
  }
}
