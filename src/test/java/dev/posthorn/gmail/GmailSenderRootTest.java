package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.AuthException;
import dev.posthorn.send.SendException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a token may go, and when none need go at all. */
final class GmailSenderRootTest {
  @TempDir Path folder;

  @Test
  void consentThatDoesNotCoverSendingIsNotEvenTried() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::readRequest)) {
      GmailSender sender =
          GmailSender.of(new Ann(folder).account(server.root(), Ann.LABELS), server.root());
      SendException.NotAuthorized e =
          catchThrowableOfType(
              SendException.NotAuthorized.class, () -> sender.send(Ann.mail().build()));
      assertThat(e.remedy())
          .isEqualTo("Run: posthorn login --account ann@example.com --scopes send,labels");
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void consentOfUnknownExtentIsTried() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.answer(200, "{\"id\":\"18c\"}");
            })) {
      GmailSender sender =
          GmailSender.of(new Ann(folder).account(server.root(), new String[0]), server.root());
      assertThat(sender.send(Ann.mail().build()).id()).isEqualTo("18c");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example/", "http://127.0.0.1:8080/"})
  void tokenOfGoogleGoesToGoogleOnly(String root) throws Exception {
    URI google = URI.create("https://oauth2.googleapis.com/token");
    assertThatThrownBy(() -> GmailSender.of(new Ann(folder).account(google), URI.create(root)))
        .isInstanceOfSatisfying(
            AuthException.class,
            e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CONFIGURATION));
    GmailSender.of(new Ann(folder).account(google), URI.create("https://gmail.googleapis.com/"));
    GmailSender.of(new Ann(folder).account(google));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://gmail.example/",
        "ftp://127.0.0.1/",
        "https://user@gmail.example/",
        "https://gmail.example/?key=value",
        "https://gmail.example/#part",
        "gmail.example",
      })
  void tokenGoesOverHttpsOrLoopbackOnly(String root) {
    assertThatThrownBy(
            () ->
                GmailSender.of(
                    new Ann(folder).account(URI.create("http://127.0.0.1/")), URI.create(root)))
        .isInstanceOfSatisfying(
            AuthException.class,
            e -> assertThat(e.kind()).isEqualTo(AuthException.Kind.CONFIGURATION));
  }
}
