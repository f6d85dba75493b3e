package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine knows of its name. */
class HostNameTest {
  @TempDir Path root;

  private void write(String file, String text) throws Exception {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void theKernelsNameCountsBeforeThatOfTheNextStart() throws Exception {
    write("etc/hostname", "# set by the installer\nnextbox\n");
    assertThat(HostName.in(root)).isEqualTo(new HostName("nextbox", ""));
    write("proc/sys/kernel/hostname", "MyBox\n");
    assertThat(HostName.in(root)).isEqualTo(new HostName("mybox", ""));
  }

  @Test
  void itsDomainIsInTheNameElseInTheHosts() throws Exception {
    write("proc/sys/kernel/hostname", "mybox.example.org\n");
    assertThat(HostName.in(root)).isEqualTo(new HostName("mybox", "mybox.example.org"));
    write("proc/sys/kernel/hostname", "mybox\n");
    write(
        "etc/hosts",
        "127.0.0.1 localhost\n# 127.0.1.1 mybox.comment\n127.0.1.1\tMyBox.home.arpa mybox # me\n");
    assertThat(HostName.in(root)).isEqualTo(new HostName("mybox", "mybox.home.arpa"));
  }

  @Test
  void aSystemThatTellsNothingHasNoName() {
    assertThat(HostName.in(root)).isEqualTo(new HostName("", ""));
  }
}
