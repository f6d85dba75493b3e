package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTML file beside this class with {@code {{name}}} where values go. Values are escaped, unless
 * they are {@link Html}. A place without a value is an error, never an empty hole.
 */
final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-zA-Z]+)}}");

  private final String name;
  private final String text;

  private Template(String name, String text) {
    this.name = name;
    this.text = text;
  }

  static Template named(String file) {
    return new Template(file, new String(resource(file), UTF_8));
  }

  /** The bytes of a file that lies beside this class in the jar. */
  static byte[] resource(String file) {
    try (InputStream in = Template.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The sandbox's file " + file + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("The sandbox's file " + file + " cannot be read", e);
    }
  }

  Html with(Map<String, ?> values) {
    Matcher place = PLACE.matcher(text);
    StringBuilder out = new StringBuilder(text.length() + 256);
    while (place.find()) {
      Object value = values.get(place.group(1));
      if (value == null) {
        throw new IllegalStateException(name + " has no value for " + place.group(1));
      }
      Html html = value instanceof Html ready ? ready : Html.escape(value.toString());
      place.appendReplacement(out, Matcher.quoteReplacement(html.text()));
    }
    return new Html(place.appendTail(out).toString());
  }
}
