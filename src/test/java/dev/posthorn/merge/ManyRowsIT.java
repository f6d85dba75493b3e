package dev.posthorn.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long table in a small heap. 150,000 rows take some ten seconds; 1,000,000 pass in a heap of 64
 * MB, and show nothing else but the patience that they need.
 */
class ManyRowsIT {
  private static final String ROWS = "150000";

  @TempDir Path folder;

  @Test
  void allRowsAreCheckedInAHeapOfTwentyMegabytes() {
    Result result =
        Command.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx20m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ManyRows.class.getName(),
                folder.toString(),
                ROWS)
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo(ROWS + " 0\n");
  }
}
