package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wider scope allows, and the command that asks for one more. */
class LoginHintTest {
  private static final String MODIFY = "https://www.googleapis.com/auth/gmail.modify";

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          none,                  SMTP,     'send,labels,smtp'
          send labels,           SMTP,     'send,labels,smtp'
          openid email send,     SETTINGS, 'send,labels,settings'
          readonly settings,     SEND,     'send,labels,readonly,settings'
          smtp compose metadata, READONLY, 'send,labels,compose,metadata,readonly,smtp'
          send labels,           LABELS,   'send,labels'
          """)
  void theHintNamesWhatIsGrantedAndWhatIsMissing(String granted, Scope missing, String scopes) {
    assertThat(LoginHint.of("ann@example.com", urls(granted), List.of(missing.url())))
        .isEqualTo("posthorn login --account ann@example.com --scopes " + scopes);
  }

  @Test
  void otherScopesKeepTheirAddressAndNothingElseIsNamed() {
    assertThat(LoginHint.of("", List.of(MODIFY, "profile"), List.of(Scope.SMTP.url())))
        .isEqualTo("posthorn login --scopes send,labels,smtp," + MODIFY);
    assertThat(LoginHint.of("", List.of("https://x.example/;rm", "https://x/\n"), List.of()))
        .isEqualTo("posthorn login --scopes send,labels");
  }

  @Test
  void anAddressThatAShellWouldTakeApartIsLeftOut() {
    assertThat(LoginHint.of("o'brien@example.com", List.of(), List.of(Scope.SMTP.url())))
        .isEqualTo("posthorn login --scopes send,labels,smtp");
  }

  /** Each hint is taken by a login, and asks for all that was there. */
  @Test
  void theHintLosesNoScope() {
    Set<String> all = Arrays.stream(Scope.values()).map(Scope::url).collect(Collectors.toSet());
    String hint = LoginHint.of("", all, List.of());
    String scopes = hint.substring(hint.lastIndexOf(' ') + 1);
    assertThat(LoginRequest.of(List.of(scopes.split(","))).scopes())
        .containsExactlyInAnyOrderElementsOf(all);
  }

  /** By the reference of each call: which scopes Google takes for it. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          SEND,     send compose smtp modify
          COMPOSE,  compose smtp modify
          LABELS,   labels metadata readonly smtp modify
          METADATA, metadata readonly smtp modify
          READONLY, readonly smtp modify
          SETTINGS, settings readonly smtp modify
          SMTP,     smtp
          """)
  void aWiderScopeStandsForANarrowerOne(Scope scope, String enough) {
    Set<String> names =
        Set.of("send", "compose", "labels", "metadata", "readonly", "settings", "smtp", "modify");
    for (String name : names) {
      Set<String> granted = Set.of(name.equals("modify") ? MODIFY : Scope.canonical(name));
      boolean isEnough = List.of(enough.split(" ")).contains(name);
      assertThat(scope.isOpenedBy(granted)).as(name).isEqualTo(isEnough);
      assertThat(Scopes.withheld(Set.of(scope.url()), granted))
          .as(name)
          .isEqualTo(isEnough ? Set.of() : Set.of(scope.url()));
    }
    assertThat(scope.isOpenedBy(Set.of())).isFalse();
  }

  @Test
  void aScopeThatIsNotKnownIsWithheldUnlessItIsGranted() {
    assertThat(Scopes.withheld(Set.of(MODIFY), Set.of(Scope.READONLY.url()))).containsOnly(MODIFY);
    assertThat(Scopes.withheld(Set.of(MODIFY), Set.of(MODIFY))).isEmpty();
  }

  private static List<String> urls(String names) {
    return names == null
        ? List.of()
        : Arrays.stream(names.split(" ")).map(Scope::canonical).toList();
  }
}
