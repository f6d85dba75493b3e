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

  @Test
  void whatHoldsNoCertificate() throws Exception {
    String none = "it holds no certificate.";
    String damaged = "a certificate in it is damaged.";
    assertThat(refusalOf("")).isEqualTo(none);
    assertThat(refusalOf("hello\n")).isEqualTo(none);
    assertThat(refusalOf(pem("PRIVATE KEY", "AAAA"))).isEqualTo(none);
    assertThat(refusalOf(pem("CERTIFICATE", "AAAA"))).isEqualTo(damaged);
    assertThat(refusalOf("-----BEGIN CERTIFICATE-----\nMIIB")).isEqualTo(damaged);
  }

  private String refusalOf(String text) throws Exception {
    return refusal(Files.writeString(folder.resolve("ca.pem"), text));
  }

  private static String pem(String what, String base64) {
    return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
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
