package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PkceTest {
  @Test
  void challengeIsThatOfRfc7636AppendixB() {
    Pkce pkce = Pkce.of(Secret.of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
    assertThat(pkce.challenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  }

  @Test
  void verifierHasTheLengthAndTheCharactersOfRfc7636() {
    Pkce pkce = Pkce.create(new SecureRandom());
    assertThat(pkce.verifier().value()).matches("[A-Za-z0-9._~-]{43,128}");
    assertThat(pkce.challenge()).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void noTwoKeysAreAlike() {
    SecureRandom random = new SecureRandom();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(Pkce.create(random).verifier().value())).isTrue();
    }
  }

  @Test
  void printingItShowsNoVerifier() {
    Pkce pkce = Pkce.create(new SecureRandom());
    assertThat(pkce.toString()).doesNotContain(pkce.verifier().value()).contains("redacted");
  }
}
