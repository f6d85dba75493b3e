package dev.posthorn.auth;

import com.google.api.client.http.javanet.NetHttpTransport;
import dev.posthorn.testing.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A home on a real disk and a real network, with a clock that only pauses and tests move. */
final class TestHome {
  static final String ANN = "ann@example.com";

  final ManualClock clock = ManualClock.at("2026-11-22T17:15:00Z");
  final FaultyFiles files = new FaultyFiles();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  final Home home;
  private final Path directory;

  TestHome(Path directory) {
    this.directory = directory;
    this.home = another();
  }

  /** Another home over the same folder, as another process would have. */
  Home another() {
    return Home.at(directory, Trust.system(), surroundings());
  }

  Surroundings surroundings() {
    return new Surroundings(
        clock, new Patience(this::pause, () -> 0.5), files, NetHttpTransport::new);
  }

  /** A grant whose access token ends in a minute, which is too soon to be used. */
  Grant expiring(URI tokenUri) {
    return grant(tokenUri, Duration.ofSeconds(60));
  }

  Grant grant(URI tokenUri, Duration life) {
    return new Grant(
        ANN,
        new AccessToken(Secret.of("old-access"), clock.instant().plus(life)),
        Secret.of("the-refresh-token"),
        Set.of(Scope.SEND.url(), Scope.LABELS.url()),
        new Grant.Client("client-id", Secret.of("client-secret"), tokenUri),
        clock.instant().minus(Duration.ofDays(1)));
  }

  Path tokens() {
    return home.tokensDirectory();
  }

  Path file() {
    return tokens().resolve(ANN + ".json");
  }

  /** The names of all files beside the token files, lock files left out. */
  List<String> names() throws IOException {
    try (var list = Files.list(tokens())) {
      return list.map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".lock"))
          .sorted()
          .toList();
    }
  }

  private void pause(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    pauses.add(duration);
    clock.advance(duration);
  }
}
