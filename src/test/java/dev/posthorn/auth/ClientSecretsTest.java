package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.AuthException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSecretsTest {
  private static final String GOOD =
      """
      {"installed": {
        "client_id": "1-a.apps.googleusercontent.com", "project_id": "p",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        "client_secret": "GOCSPX-hidden", "redirect_uris": ["http://localhost"]}}
      """;

  @TempDir Path folder;

  @Test
  void desktopClientIsReadWhole() throws Exception {
    ClientSecrets client = parse(GOOD);
    assertThat(client.clientId()).isEqualTo("1-a.apps.googleusercontent.com");
    assertThat(client.clientSecret().value()).isEqualTo("GOCSPX-hidden");
    assertThat(client.authUri()).isEqualTo(URI.create("https://accounts.google.com/o/oauth2/auth"));
    assertThat(client.tokenUri()).isEqualTo(URI.create("https://oauth2.googleapis.com/token"));
    assertThat(client.revokeUri()).isEqualTo(URI.create("https://oauth2.googleapis.com/revoke"));
    assertThat(client.tokenInfoUri())
        .isEqualTo(URI.create("https://oauth2.googleapis.com/tokeninfo"));
    assertThat(client.projectId()).contains("p");
  }

  @Test
  void fileWithAByteOrderMarkAndWithoutAProjectIsRead() throws Exception {
    assertThat(parse("\uFEFF" + GOOD.replace("project_id", "other")).projectId()).isEmpty();
  }

  @Test
  void printingItShowsNoSecret() throws Exception {
    assertThat(parse(GOOD).toString()).contains("1-a.apps").doesNotContain("hidden");
  }

  @Test
  void missingFileSaysWhereItWasLookedForAndHowToGetOne() {
    Path file = folder.resolve("credentials.json");
    AuthException e = failure(file);
    assertThat(e).hasMessageContaining("no credentials.json").hasMessageContaining(file.toString());
    assertThat(e.remedy())
        .contains("1. ", "gmail.googleapis.com", "Desktop app", "Test users", file.toString());
  }

  @Test
  void folderInPlaceOfTheFileIsNamed() {
    assertThat(failure(folder)).hasMessageContaining("it is a folder");
  }

  @Test
  void fileInPlaceOfTheFolderIsNoMystery() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(failure(file.resolve("credentials.json")).kind()).isEqualTo(Kind.CONFIGURATION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{\"installed\":", "<html></html>", "{installed: {}}", "// comment\n{}"})
  void textThatIsNotJsonIsRefused(String text) {
    assertThat(failure(text)).hasMessageContaining("it is not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "\"text\""})
  void jsonThatIsNotOneObjectIsRefused(String text) {
    assertThat(failure(text)).hasMessageContaining("it is not one JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\uFEFF"})
  void emptyFileIsRefused(String text) {
    assertThat(failure(text)).hasMessageContaining("it is empty");
  }

  @Test
  void fileThatIsNotUtf8IsRefused() throws Exception {
    Path file = folder.resolve("credentials.json");
    Files.write(file, GOOD.getBytes(StandardCharsets.UTF_16LE));
    assertThat(failure(file).kind()).isEqualTo(Kind.CONFIGURATION);
    Files.write(file, GOOD.replace("\"p\"", "\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(failure(file)).hasMessageContaining("it is not UTF-8");
  }

  @Test
  void placeWhereTheJsonBreaksIsNamedWithoutQuotingTheFile() {
    AuthException e = failure(GOOD.replace("\"client_secret\": ", "\"client_secret\" "));
    assertThat(e).hasMessageContaining("line 5").hasMessageNotContaining("hidden");
    assertThat(e.getCause()).isNull();
  }

  @Test
  void fileOverOneMebibyteIsRefused() {
    assertThat(failure(GOOD + " ".repeat(1 << 20))).hasMessageContaining("1 MiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"web\":{\"client_id\":\"x\"}} | web client | Desktop app",
        "{\"type\":\"service_account\"} | service account | Desktop app",
        "{\"type\":\"authorized_user\"} | person's tokens | login --import",
        "{\"type\":\"external_account\"} | no \"installed\" part | Desktop app",
        "{\"installed\":null} | no \"installed\" part | Desktop app",
        "{\"installed\":[]} | \"installed\" is no object | store it as it is"
      })
  void otherKindsOfCredentialsAreNamed(String text, String said, String cure) {
    AuthException e = failure(text);
    assertThat(e).hasMessageContaining(said);
    assertThat(e.remedy()).contains(cure);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id", "client_secret", "auth_uri", "token_uri"})
  void missingMembersAreNamed(String member) {
    assertThat(failure(GOOD.replace(member, "other"))).hasMessageContaining("\"" + member + "\"");
    String number = GOOD.replaceAll("\"" + member + "\": \"[^\"]*\"", "\"" + member + "\": 1");
    assertThat(failure(number)).hasMessageContaining("\"" + member + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://oauth2.googleapis.com/token",
        "https://user@host/token",
        "ftp://host/token",
        "file:///etc/passwd",
        "/token",
        "not a url",
        "https://host/token#part"
      })
  void endpointThatNoSecretMayGoToIsRefused(String uri) {
    assertThat(failure(GOOD.replace("https://oauth2.googleapis.com/token", uri)))
        .hasMessageContaining("token_uri");
    assertThat(failure(GOOD.replace("https://accounts.google.com/o/oauth2/auth", uri)))
        .hasMessageContaining("auth_uri");
  }

  @Test
  void sandboxOnLoopbackIsTaken() throws Exception {
    ClientSecrets client =
        parse(GOOD.replace("https://oauth2.googleapis.com/token", "http://127.0.0.1:8080/token"));
    assertThat(client.revokeUri()).isEqualTo(URI.create("http://127.0.0.1:8080/revoke"));
  }

  @Test
  void exampleFileIsRecognised() throws Exception {
    Path example = Path.of("credentials.example.json");
    assertThat(failure(example)).hasMessageContaining("still the example");
  }

  @Test
  void clientIdWithBlanksIsRefused() {
    assertThat(failure(GOOD.replace("1-a", "1 a"))).hasMessageContaining("client_id");
  }

  private ClientSecrets parse(String text) throws Exception {
    return ClientSecrets.parse(Files.writeString(folder.resolve("credentials.json"), text));
  }

  private AuthException failure(String text) {
    AuthException e = catchThrowableOfType(AuthException.class, () -> parse(text));
    assertThat(e).as("the refusal of %s", text).isNotNull();
    assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION);
    return e;
  }

  private static AuthException failure(Path file) {
    return catchThrowableOfType(AuthException.class, () -> ClientSecrets.parse(file));
  }
}
