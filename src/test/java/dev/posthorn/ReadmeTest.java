package dev.posthorn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README says what is. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @Test
  void itsExampleIsTheFileThatTheBuildCompiles() throws Exception {
    String example = Files.readString(Path.of("src/test/java/dev/posthorn/Example.java"), UTF_8);
    String code = example.substring(example.indexOf("import "), example.length());
    assertThat(Files.readString(README, UTF_8)).contains(code);
  }
}
