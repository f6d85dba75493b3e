package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.posthorn.testing.ThrowawayCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of certificates that cannot be used says why. */
class TrustFileTest {
  @TempDir Path folder;

  private static String refusal(Path file) {
    AuthException e = catchThrowableOfType(AuthException.class, () -> Trust.withCaFile(file));
    assertThat(e).as(file.toString()).isNotNull();
    assertThat(e.kind()).isEqualTo(AuthException.Kind.CONFIGURATION);
    assertThat(e.remedy()).contains("--ca-file", "POSTHORN_CA_FILE", "PEM");
    String start = "Cannot take certificates from " + file + ": ";
    assertThat(e).hasMessageStartingWith(start);
    return String.valueOf(e.getMessage()).substring(start.length());
  }

  @ParameterizedTest
  @CsvSource({
    "'', it holds no certificate.",
    "hello, it holds no certificate.",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n, it holds no certificate.",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n,"
        + " a certificate in it is damaged.",
    "-----BEGIN CERTIFICATE-----\nMIIB, a certificate in it is damaged.",
  })
  void whatHoldsNoCertificate(String text, String words) throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), text.replace("\\n", "\n"));
    assertThat(refusal(file)).isEqualTo(words);
  }

  @Test
  void aMarkAndWordsBeforeACertificateAreNoMatter() throws Exception {
    String pem = ThrowawayCertificate.make(folder, "dns:localhost").certificate();
    Path file = folder.resolve("ca.pem");
    for (String before : List.of("", "\uFEFF", "Bag Attributes\n    friendlyName: x\n")) {
      Files.writeString(file, (before + pem).replace("\n", "\r\n"));
      assertThat(Trust.withCaFile(file).socketFactory()).isNotNull();
    }
  }

  @Test
  void whatIsNoFileThatCanBeRead() throws Exception {
    assertThat(refusal(folder.resolve("no.pem"))).isEqualTo("there is no such file.");
    assertThat(refusal(folder)).isEqualTo("it is a folder.");
    Path file = Files.writeString(folder.resolve("ca.pem"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads all files");
    assertThat(refusal(file)).isEqualTo("permission denied.");
  }
}
