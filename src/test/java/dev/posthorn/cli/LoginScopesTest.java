package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.auth.Scope;
import dev.posthorn.cli.Played.Result;
import dev.posthorn.testing.ConsentingBrowser;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login in which a person unticks boxes: 77 only for what cannot be done by what is ticked. */
class LoginScopesTest {
  private static final String ANN = "ann@example.com";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home);
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  /** Consents to these and to no others, whatever is asked for. */
  private Result login(String asked, String ticked) {
    String granted =
        Arrays.stream(("openid,email," + ticked).split(","))
            .map(Scope::canonical)
            .collect(Collectors.joining(" "));
    String scope = "scope=" + URLEncoder.encode(granted, StandardCharsets.UTF_8);
    posthorn.browser(
        page -> {
          String less = page.toString().replaceFirst("scope=[^&]*", scope);
          ConsentingBrowser.visit(URI.create(less));
          return true;
        });
    return posthorn.run("login", "--json", "--account", ANN, "--scopes", asked);
  }

  @Test
  void aWiderScopeDoesForTheNarrowerOnesThatWereNotTicked() {
    Result result = login("send,labels,metadata,smtp", "smtp");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.json().getAsJsonArray("withheld")).isEmpty();
    assertThat(result.err()).doesNotContain("not granted");
    assertThat(posthorn.run("labels").code()).isEqualTo(ExitCode.OK);
    Result sent = posthorn.run("send", "--to", "bob@example.com", "--text", "x");
    assertThat(sent.code()).as(sent.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void whatCannotBeDoneIsNamedWithTheCommandThatAsksForIt() {
    Result result = login("send,labels,settings", "labels");
    assertThat(result.code()).isEqualTo(ExitCode.NO_PERMISSION);
    assertThat(result.err())
        .contains("  send: sending mail", "  settings: ")
        .doesNotContain("  labels: ")
        .endsWith("posthorn login --account " + ANN + " --scopes send,labels,settings\n");
    JsonObject document = result.json();
    assertThat(document.getAsJsonArray("withheld")).hasSize(2);
  }

  @Test
  void whatWasGrantedBeforeAndIsUntickedNowIsLostAndNamed() {
    assertThat(login("send,labels,readonly", "send,labels,readonly").code()).isEqualTo(ExitCode.OK);
    Result lost = login("compose", "send,labels,compose");
    assertThat(lost.code()).isEqualTo(ExitCode.NO_PERMISSION);
    assertThat(lost.err())
        .contains("  readonly: ")
        .endsWith("--scopes send,labels,compose,readonly\n");
    Result all = login("smtp", "send,labels,smtp");
    assertThat(all.code()).as("smtp covers compose: " + all.err()).isEqualTo(ExitCode.OK);
  }

  /** One account, one command, wherever it is named. */
  @Test
  void hintsNameTheSameScopesEverywhereAndLoseNone() {
    login("send,settings", "send,settings");
    String hint = "posthorn login --account " + ANN + " --scopes send,labels,";
    assertThat(posthorn.run("labels").err()).contains(hint + "settings\n");
    assertThat(posthorn.run("status").out()).contains(hint + "settings\n", hint + "settings,smtp ");
    assertThat(posthorn.run("send", "--to", "b@example.com", "--text", "x", "--via", "smtp").err())
        .contains(hint + "settings,smtp\n");
    assertThat(
            posthorn
                .run("send", "--to", "b@example.com", "--text", "x", "--reply-to-message", "1a2b")
                .err())
        .contains(hint + "metadata,settings\n");
    assertThat(
            posthorn
                .run("send", "--to", "b@example.com", "--text", "x", "--delivery", "draft")
                .err())
        .contains(hint + "compose,settings\n");
  }
}
