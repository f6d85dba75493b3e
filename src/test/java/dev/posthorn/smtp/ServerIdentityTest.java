package dev.posthorn.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a certificate says of whose it is (RFC 9525). */
final class ServerIdentityTest {
  @ParameterizedTest
  @CsvSource({
    "2, smtp.example.com, smtp.example.com, true",
    "2, SMTP.Example.COM, smtp.example.com, true",
    "2, smtp.example.com, smtp.example.com., true",
    "2, example.com, smtp.example.com, false",
    "2, smtp.example.com, example.com, false",
    "2, smtp.example.com.evil.org, smtp.example.com, false",
    "2, localhost, localhost, true",
    "2, *.example.com, smtp.example.com, true",
    "2, *.EXAMPLE.com, smtp.example.com, true",
    "2, *.example.com, example.com, false",
    "2, *.example.com, a.smtp.example.com, false",
    "2, *.example.com, .example.com, false",
    "2, s*.example.com, smtp.example.com, false",
    "2, smtp.*.com, smtp.example.com, false",
    "2, *.com, example.com, false",
    "2, *, localhost, false",
    "2, *.0.0.1, 127.0.0.1, false",
    "2, 127.0.0.1, 127.0.0.1, false",
    "2, '', '', false",
    "7, 127.0.0.1, 127.0.0.1, true",
    "7, 127.0.0.2, 127.0.0.1, false",
    "7, 0:0:0:0:0:0:0:1, ::1, true",
    "7, 2001:db8:0:0:0:0:0:1, 2001:DB8::1, true",
    "7, 2001:db8:0:0:0:0:0:2, 2001:db8::1, false",
    "7, 127.0.0.1, localhost, false",
    "7, 127.0.0.1, 999.0.0.1, false",
    "1, localhost, localhost, false",
    "6, localhost, localhost, false",
  })
  void hostIsTheOneThatTheCertificateNames(int type, String name, String host, boolean expected) {
    assertThat(ServerIdentity.isNamed(host, List.of(List.of(type, name)))).isEqualTo(expected);
  }

  @Test
  void oneNameOfSeveralDoes() {
    List<List<?>> names =
        List.of(List.of(0, new byte[1]), List.of(2, "a.example"), List.of(2, "b.example"));
    assertThat(ServerIdentity.isNamed("b.example", names)).isTrue();
    assertThat(ServerIdentity.isNamed("c.example", names)).isFalse();
    assertThat(ServerIdentity.isNamed("c.example", List.of())).isFalse();
  }
}
