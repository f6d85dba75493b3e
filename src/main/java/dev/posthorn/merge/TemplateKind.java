package dev.posthorn.merge;

import java.util.Locale;

/** What a template's body is written in; the end of its file's name tells. */
enum TemplateKind {
  TEXT,
  MARKDOWN,
  HTML;

  static TemplateKind of(String fileName) throws MergeException {
    String name = fileName.toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "txt", "text" -> TEXT;
      case "md", "markdown" -> MARKDOWN;
      case "html", "htm" -> HTML;
      default ->
          throw MergeException.template(
              "A template's name ends in .txt, .md or .html, unlike " + Shown.of(fileName) + ".",
              "The end of its name says what its body is written in.");
    };
  }
}
