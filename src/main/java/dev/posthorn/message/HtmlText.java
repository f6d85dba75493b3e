package dev.posthorn.message;

import org.jsoup.Jsoup;

/** The text part for a message that was written in HTML alone. */
final class HtmlText {
  private HtmlText() {}

  static String of(String html) {
    return Jsoup.parse(html).wholeText().strip();
  }
}
