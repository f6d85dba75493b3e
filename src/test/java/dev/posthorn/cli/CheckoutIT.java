package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher at the top of a checkout, which builds what it runs. */
class CheckoutIT {
  private static final String BUILDING = "posthorn: building ";

  @TempDir Path folder;
  private Path checkout;

  @BeforeEach
  void copyTheSources() throws Exception {
    checkout = Files.createDirectory(folder.resolve("check out"));
    for (String name : new String[] {"posthorn", "pom.xml", "LICENSE", "src/main"}) {
      copyTree(Path.of(name), checkout.resolve(name));
    }
  }

  @Test
  void itBuildsOnceForTwoAtOnceThenOnlyWhenTheSourcesAreNewer() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("posthorn"));
    CompletableFuture<Result> first = CompletableFuture.supplyAsync(() -> run(link));
    CompletableFuture<Result> second = CompletableFuture.supplyAsync(() -> run(link));
    assertThat(first.get().status()).as(first.get().err()).isZero();
    assertThat(second.get().status()).as(second.get().err()).isZero();
    assertThat(first.get().out()).startsWith("posthorn ").isEqualTo(second.get().out());
    assertThat(first.get().err() + second.get().err()).containsOnlyOnce(BUILDING);

    assertThat(run(link).err()).doesNotContain(BUILDING);

    Files.writeString(
        checkout.resolve("src/main/java/dev/posthorn/Broken.java"), "package dev.posthorn; nope");
    Result broken = run(link);
    assertThat(broken.status()).isEqualTo(70);
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err()).contains("the build failed");
    // The packaged launcher never looks at sources.
    assertThat(
            Command.of(checkout.resolve("target/posthorn/bin/posthorn").toString(), "--version")
                .run()
                .status())
        .isZero();
  }

  private Result run(Path launcher) {
    return Command.of(launcher.toString(), "--version")
        .in(folder)
        .with("HOME", System.getProperty("user.home"))
        .run();
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Files.copy(
            path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
