package dev.posthorn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileNameTest {
  @ParameterizedTest
  @CsvSource({
    "report.pdf, report.pdf",
    "../../etc/passwd, passwd",
    "C:\\\\Windows\\\\evil.exe, evil.exe",
    ".bashrc, bashrc",
    "' . ', part-3.bin",
    "'', part-3.bin",
    "CON:aux|nul?, CON_aux_nul_",
    "'a\"b<c>.txt', a_b_c_.txt",
    "Größe 仕事.pdf, Größe 仕事.pdf"
  })
  void nameIsSafeToSaveUnder(String given, String safe) throws MessagingException {
    assertThat(name(given).text()).isEqualTo(safe);
  }

  @Test
  void invisibleAndTurningCharactersAreDropped() throws MessagingException {
    assertThat(name("invoice\u202Efdp.exe\u200B\u0000\u2028\r\n").text())
        .isEqualTo("invoicefdp.exe");
  }

  @Test
  void longNameIsCutInTheMiddleAndKeepsItsEnd() throws MessagingException {
    String name = name("🙂".repeat(500) + ".pdf").text();

    assertThat(name).endsWith(".pdf").contains("…");
    assertThat(name.codePointCount(0, name.length())).isEqualTo(120);
  }

  @Test
  void dispositionCarriesAnAsciiNameAndTheRealOne() throws MessagingException {
    assertThat(name("100% Größe.pdf").disposition())
        .isEqualTo(
            "attachment; filename=\"100_ Gr__e.pdf\";"
                + " filename*=UTF-8''100%25%20Gr%C3%B6%C3%9Fe.pdf");
  }

  private static FileName name(String given) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setContent(new byte[0], "application/pdf");
    part.setHeader("Content-Type", "application/x-thing");
    part.setDisposition("attachment");
    part.setFileName(given);
    return FileName.of(new MailPart(part, 2));
  }
}
