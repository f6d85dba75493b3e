package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import dev.posthorn.testing.CountingProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many connections real processes open. */
class ConnectionsIT {
  private static final int WORKERS = 8;

  @TempDir Path home;

  @Test
  void eightWorkersOpenNoMoreThanOneConnectionEachAndOneForTheToken() throws Exception {
    try (Played google = Played.in(home).login("ann@example.com");
        CountingProxy proxy = new CountingProxy(google.google.root())) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String classPath = System.getProperty("java.class.path");
      Result result =
          Command.of(
                  java,
                  "-cp",
                  System.getProperty("surefire.test.class.path", classPath),
                  ManySends.class.getName(),
                  home.toString(),
                  proxy.uri().toString(),
                  String.valueOf(WORKERS))
              .run();
      assertThat(result.out()).as(result.err()).isEqualTo("done\n");
      assertThat(proxy.connections()).isBetween(WORKERS, WORKERS + 1);
    }
  }

  @Test
  void anExpiredTokenIsRefreshedOnTheConnectionThatThenSends() throws Exception {
    try (Played google = Played.in(home).login("ann@example.com");
        CountingProxy proxy = new CountingProxy(google.google.root())) {
      Path file = home.resolve("tokens/ann@example.com.json");
      String ended =
          Files.readString(file)
              .replaceFirst("(\"expiry\": \")[0-9]{4}", "$12020")
              .replace(google.google.root().toString(), proxy.uri().toString());
      Files.writeString(file, ended);
      Result result = posthorn(proxy, "send", "--to", "bob@example.com", "--text", "Hello.").run();
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(Files.readString(file)).doesNotContain("\"expiry\": \"2020");
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  private Command posthorn(CountingProxy proxy, String... words) {
    return Command.posthorn(words)
        .with("POSTHORN_HOME", home.toString())
        .with("POSTHORN_GMAIL_URL", proxy.uri().toString());
  }
}
