package dev.posthorn.message;

import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** CommonMark to HTML. HTML in it stays: its writer is the writer of the mail. */
public final class Markdown {
  /** Deeper nesting is text: the renderer recurses, and nobody writes so. */
  private static final int DEEPEST = 100;

  private static final Parser PARSER =
      Parser.builder().maxOpenBlockParsers(DEEPEST).maxInlineNesting(DEEPEST).build();
  private static final HtmlRenderer RENDERER = HtmlRenderer.builder().build();

  private Markdown() {}

  /**
   * Renders Markdown as {@link MailBuilder#markdown} does.
   *
   * @param source CommonMark (0.31, no extensions); HTML in it is kept
   * @return an HTML fragment
   */
  public static String toHtml(String source) {
    return RENDERER.render(PARSER.parse(source));
  }
}
