package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.AuthException.Kind;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConsentPagesTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&{{style}}$1\\";

  static Stream<ConsentPages.Page> pages() {
    return Stream.of(
        ConsentPages.granted("ann@example.com", Set.of(Scope.SEND.url()), Set.of()),
        less(Set.of(Scope.SEND), Set.of(Scope.LABELS)),
        less(Set.of(Scope.LABELS), Set.of(Scope.SEND)),
        ConsentPages.received(),
        ConsentPages.failed(AuthorizationErrors.of("access_denied")),
        ConsentPages.failed(AuthorizationErrors.of("invalid_client")),
        ConsentPages.failed(AuthorizationErrors.of("brand_new")),
        ConsentPages.rejected("There is no answer in it."),
        ConsentPages.notFound());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageIsAccessibleAndSmall(ConsentPages.Page page) {
    Document document = Jsoup.parse(page.html());
    assertThat(document.selectFirst("html").attr("lang")).isEqualTo("en");
    assertThat(document.title()).endsWith("Posthorn").doesNotStartWith("Posthorn –");
    assertThat(document.select("h1")).hasSize(1);
    assertThat(document.select("main")).hasSize(1);
    assertThat(document.select("meta[name=viewport]")).hasSize(1);
    assertThat(document.select("svg:not([aria-hidden=true])")).isEmpty();
    assertThat(document.select("script, iframe, form, [src], [onclick], [style]")).isEmpty();
    assertThat(page.html()).contains("prefers-color-scheme: dark").doesNotContain("{{");
    assertThat(page.body()).hasSizeLessThan(8192);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void policyAllowsThisStyleAndNoOther(ConsentPages.Page page) throws Exception {
    String style = Jsoup.parse(page.html()).selectFirst("style").data();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8));
    assertThat(page.head(1))
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
  }

  @Test
  void nothingIsEchoedUnescaped() {
    AuthException hostile = new AuthException(Kind.REFUSED, HOSTILE, HOSTILE);
    assertHarmless(ConsentPages.failed(hostile));
    assertHarmless(ConsentPages.granted(HOSTILE, Set.of(HOSTILE), Set.of(HOSTILE)));
    String command = "Run: posthorn login --account " + HOSTILE + " --scopes '" + HOSTILE + "' (x)";
    assertHarmless(ConsentPages.failed(new AuthException(Kind.REFUSED, HOSTILE, command)));
    assertHarmless(ConsentPages.rejected(HOSTILE));
  }

  @Test
  void whatWasNotGrantedIsNamedInWordsAndSoIsTheCommand() {
    Document page = parsed(less(Set.of(Scope.SEND), Set.of(Scope.LABELS, Scope.READONLY)));
    assertThat(page.select("li").eachText())
        .containsExactly("see the names of your labels", "read your mail");
    assertThat(page.selectFirst("h1").text()).contains("less than was asked");
    assertThat(page.select("main.half")).hasSize(1);
    assertThat(page.select("code").eachText())
        .containsExactly("posthorn login --account ann@example.com --scopes send,labels,readonly");
  }

  @Test
  void pageIsRedWhereSendingIsWhatWasNotGranted() {
    Document page = parsed(less(Set.of(Scope.LABELS), Set.of(Scope.SEND)));
    assertThat(page.select("main.mute")).hasSize(1);
    assertThat(page.selectFirst("h1").text()).isEqualTo("Connected, but not to send mail");
    assertThat(page.selectFirst("style").data()).contains(".no, .mute { --tone: var(--no); }");
    assertThat(parsed(less(Set.of(Scope.COMPOSE), Set.of(Scope.SEND))).select("main.half"))
        .as("compose sends, too")
        .hasSize(1);
    assertThat(parsed(less(Set.of(Scope.SEND), Set.of(Scope.SMTP))).select("main.half")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Run: posthorn login (and choose Allow) | posthorn login | (and choose Allow)",
        "Run: posthorn login --account a-b@example.com --scopes send,smtp; then | posthorn login"
            + " --account a-b@example.com --scopes send,smtp | ; then",
        "Run: posthorn login --timeout 15m (it waits longer) | posthorn login --timeout 15m | (it",
        "Run: posthorn login --import '/a b/c.json' | posthorn login --import '/a b/c.json' | Run:",
        "Run: posthorn login --no-browser (and open it) | posthorn login --no-browser | (and open"
      })
  void commandInTheRemedyIsCode(String remedy, String command, String rest) {
    Document page = parsed(ConsentPages.failed(new AuthException(Kind.REFUSED, "a", remedy)));
    assertThat(page.select(".remedy code").eachText()).containsExactly(command);
    assertThat(page.selectFirst(".remedy").ownText()).contains(rest);
    assertThat(page.selectFirst("style").data())
        .containsPattern("code \\{[^}]*white-space: nowrap");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void wordsAreForPeopleWhoKnowNoOAuth(ConsentPages.Page page) {
    assertThat(Jsoup.parse(page.html()).select("h1, p, li").text())
        .doesNotContainIgnoringCase(
            "oauth", " state", "redirect", "scope", "authorization", "query", "token");
  }

  @Test
  void remedyIsShownAndAnEmptyOneIsNot() {
    assertThat(ConsentPages.failed(new AuthException(Kind.REFUSED, "a", "do b")).html())
        .contains("do b");
    assertThat(ConsentPages.failed(new AuthException(Kind.REFUSED, "a", "")).html())
        .doesNotContain("What to do");
  }

  @ParameterizedTest
  @CsvSource({"good", "half", "no", "odd", "ink", "soft"})
  void coloursAreReadableOnTheCardInLightAndDark(String name) {
    String style = Jsoup.parse(ConsentPages.received().html()).selectFirst("style").data();
    String light = style.substring(0, style.indexOf("@media"));
    String dark = style.substring(style.indexOf("@media"));
    for (String scheme : new String[] {light, dark}) {
      assertThat(contrast(colour(scheme, name), colour(scheme, "card"))).isGreaterThan(4.5);
      assertThat(contrast(colour(scheme, name), colour(scheme, "paper"))).isGreaterThan(4.5);
    }
  }

  private static ConsentPages.Page less(Set<Scope> granted, Set<Scope> withheld) {
    return ConsentPages.granted("ann@example.com", urls(granted), urls(withheld));
  }

  private static Set<String> urls(Set<Scope> scopes) {
    return scopes.stream().map(Scope::url).collect(Collectors.toSet());
  }

  private static Document parsed(ConsentPages.Page page) {
    return Jsoup.parse(page.html());
  }

  private static void assertHarmless(ConsentPages.Page page) {
    Document document = Jsoup.parse(page.html());
    assertThat(document.select("img, [onerror]")).isEmpty();
    assertThat(document.select("style")).hasSize(1);
    assertThat(document.text()).contains("<img src=x onerror=alert(1)>\"'&{{style}}$1\\");
  }

  private static String colour(String css, String name) {
    Matcher matcher = Pattern.compile("--" + name + ": #([0-9a-f]{3,6});").matcher(css);
    assertThat(matcher.find()).as("a colour called %s", name).isTrue();
    String hex = matcher.group(1);
    return hex.length() == 3 ? hex.replaceAll("(.)", "$1$1") : hex;
  }

  /** WCAG 2.2: contrast ratio. */
  private static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String hex) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
