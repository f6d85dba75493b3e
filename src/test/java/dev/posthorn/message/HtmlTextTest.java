package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import org.junit.jupiter.api.Test;

final class HtmlTextTest {
  private static final String[] SOUP = {
    "<li>",
    "</li>",
    "<ul>",
    "</ul>",
    "<ol start=2>",
    "</ol>",
    "<a href='http://x'>",
    "</a>",
    "<pre>",
    "</pre>",
    "<blockquote>",
    "</blockquote>",
    "<td>",
    "<table>",
    "</table>",
    "<p>",
    "</p>",
    "a",
    " ",
    "\n",
    "\r",
    "<br>",
    "<hr>",
    "<img alt=x>",
    "<",
    "&",
    "<!--",
    "-->"
  };

  @Test
  void paragraphsStandApartAndLinesBreakWhereTheyShould() {
    assertThat(
            HtmlText.of(
                "<h1>Title</h1>\n<p>One\n  line,<br>another</p><p>Two &euro;</p><div>a</div><div>b</div>"))
        .isEqualTo("Title\n\nOne line,\nanother\n\nTwo €\n\na\nb");
  }

  @Test
  void linksKeepTheirAddressUnlessItIsTheirText() {
    assertThat(
            HtmlText.of(
                "See <a href='https://x.example/a?b=1&amp;c'>the <b>report</b></a>, "
                    + "<a href='https://x.example/'>x.example</a>, "
                    + "<a href='mailto:ann@x.example'>ann@x.example</a>, "
                    + "<a href='javascript:alert(1)'>press</a>, <a href='#top'>top</a>."))
        .isEqualTo(
            "See the report <https://x.example/a?b=1&c>, x.example, ann@x.example, press, top.");
  }

  @Test
  void listsHaveTheirBulletsAndNumbers() {
    assertThat(
            HtmlText.of(
                "<p>List:</p><ul><li>a<li><p>b</p><ol start=9><li>c</li><li>d<br>e</li></ol></li></ul>end"))
        .isEqualTo("List:\n\n- a\n- b\n  9. c\n  10. d\n      e\n\nend");
  }

  @Test
  void quotationsAreMarked() {
    assertThat(HtmlText.of("Yes.<blockquote><p>Are<br>you?</p><p>Really?</p></blockquote>"))
        .isEqualTo("Yes.\n\n> Are\n> you?\n>\n> Really?");
  }

  @Test
  void preformattedTextKeepsItsBlanksAndLines() {
    assertThat(HtmlText.of("a<pre>x  y\n\n  z</pre>b  c")).isEqualTo("a\n\nx  y\n\n  z\n\nb c");
  }

  @Test
  void tablesAreReadRowByRow() {
    assertThat(
            HtmlText.of(
                "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"))
        .isEqualTo("a  b\n1  2");
  }

  @Test
  void whatNobodySeesIsLeftOut() {
    assertThat(
            HtmlText.of(
                "<html><head><title>t</title><style>s</style></head><body><script>x</script><!-- c -->"
                    + "<div style='Display : none'>pre</div><p hidden>h</p>"
                    + "<img alt='Logo' src='l.png'><hr>a</body></html>"))
        .isEqualTo("Logo\n----\na");
  }

  @Test
  void nestingOfAnyDepthIsRead() {
    assertThat(HtmlText.of("<blockquote>".repeat(300) + "<div>".repeat(20_000) + "deep"))
        .endsWith("deep");
  }

  @Tries(500)
  void anythingIsReadWithoutFailing(Chance chance) {
    String soup = chance.joined(30, SOUP);
    assertThat(HtmlText.of(soup)).as(soup).doesNotContain("\r");
  }
}
