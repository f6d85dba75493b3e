package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EntryNameTest {
  @ParameterizedTest
  @CsvSource({
    "ann@example.com, ann@example.com.json",
    "ann+tag@example.com, ann+tag@example.com.json",
    "Ann@example.com, %41nn@example.com.json",
    "../../etc/passwd, %2e.%2f..%2fetc%2fpasswd.json",
    ".hidden, %2ehidden.json",
    "-rf, %2drf.json",
    "a%2fb, a%252fb.json",
    "jörg@example.com, j%c3%b6rg@example.com.json",
    "a\\b:c, a%5cb%3ac.json",
  })
  void accountBecomesAFileNameAndBack(String account, String file) throws Exception {
    assertThat(EntryName.fileOf(account)).isEqualTo(file);
    assertThat(EntryName.accountOf(file)).contains(account);
  }

  @Tries(1000)
  void everyAccountIsReversedOrRefusedAndNeverLeavesItsFolder(Chance chance) throws Exception {
    String account = chance.oneOf(() -> chance.anyText(80), () -> chance.anyUnicode(40));
    String file;
    try {
      file = EntryName.fileOf(account);
    } catch (AuthException refused) {
      assertThat(refused.kind()).isEqualTo(AuthException.Kind.TOKEN_FILE);
      return;
    }
    assertThat(file).matches("[a-z0-9@_+%][a-z0-9@._+%-]*\\.json").hasSizeLessThanOrEqualTo(205);
    assertThat(EntryName.accountOf(file)).contains(account);
  }

  @Test
  void nulIsWrittenAsItsNumber() throws Exception {
    assertThat(EntryName.fileOf("a\0b")).isEqualTo("a%00b.json");
  }

  @Test
  void emptyAndOverlongAccountsAndHalfCharactersAreRefused() throws Exception {
    assertThat(EntryName.fileOf("a".repeat(200))).hasSize(205);
    for (String account :
        new String[] {"", "a".repeat(201), "ö".repeat(34), "\ud800@example.com"}) {
      assertThatThrownBy(() -> EntryName.fileOf(account))
          .isInstanceOf(AuthException.class)
          .hasMessageContaining("No token file can be named");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".json",
        ".ann@example.com.json",
        ".ann@example.com.json.tmp",
        "ann@example.com.json.corrupt-20261122T171500Z",
        "Ann@example.com.json",
        "a%2Fb.json",
        "a%zz.json",
        "a%.json",
        "%61nn.json",
        "%ff.json",
        ".gitkeep",
      })
  void foreignFilesAreNoAccounts(String file) throws Exception {
    assertThat(EntryName.accountOf(file)).isEmpty();
  }
}
