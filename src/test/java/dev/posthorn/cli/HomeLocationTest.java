package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLocationTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void setEverything() throws Exception {
    Files.writeString(folder.resolve("credentials.json"), "{}");
    environment.put("POSTHORN_HOME", "/from/the/environment");
    environment.put("POSTHORN_CHECKOUT", folder.toString());
    environment.put("XDG_CONFIG_HOME", "/config");
    environment.put("HOME", "/users/ann");
  }

  @Test
  void theOptionWinsOverTheEnvironment() throws Exception {
    assertThat(HomeLocation.find(Path.of("/option"), environment)).isEqualTo(Path.of("/option"));
  }

  @Test
  void theEnvironmentWinsOverTheCheckout() throws Exception {
    assertThat(HomeLocation.find(null, environment)).isEqualTo(Path.of("/from/the/environment"));
  }

  @Test
  void aCheckoutWithCredentialsWinsOverXdg() throws Exception {
    environment.remove("POSTHORN_HOME");
    assertThat(HomeLocation.find(null, environment)).isEqualTo(folder);
  }

  @Test
  void aCheckoutWithoutCredentialsIsPassedOver() throws Exception {
    environment.remove("POSTHORN_HOME");
    Files.delete(folder.resolve("credentials.json"));
    assertThat(HomeLocation.find(null, environment)).isEqualTo(Path.of("/config/posthorn"));
  }

  @Test
  void withoutXdgItIsInDotConfig() throws Exception {
    environment.keySet().removeIf(name -> !name.equals("HOME"));
    assertThat(HomeLocation.find(null, environment))
        .isEqualTo(Path.of("/users/ann/.config/posthorn"));
  }

  @Test
  void aRelativeXdgFolderIsIgnored() throws Exception {
    environment.keySet().removeIf(name -> !name.equals("HOME"));
    environment.put("XDG_CONFIG_HOME", "relative");
    assertThat(HomeLocation.find(null, environment))
        .isEqualTo(Path.of("/users/ann/.config/posthorn"));
  }

  @Test
  void aRelativeOptionBecomesAbsolute() throws Exception {
    assertThat(HomeLocation.find(Path.of("here"), environment))
        .isEqualTo(Path.of("here").toAbsolutePath());
  }

  @Test
  void anEmptyOptionIsNotTheCurrentFolder() {
    Stop stop = catchThrowableOfType(Stop.class, () -> HomeLocation.find(Path.of(""), environment));
    assertThat(stop.code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aHomeThatIsNoFolderIsNotTheCurrentFolder() {
    environment.keySet().removeIf(name -> !name.equals("HOME"));
    environment.put("HOME", "?");
    Stop stop = catchThrowableOfType(Stop.class, () -> HomeLocation.find(null, environment));
    assertThat(stop.code()).isEqualTo(ExitCode.CONFIGURATION);
  }
}
