package dev.posthorn.cli;

import dev.posthorn.merge.Template;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** What all keys of a merge begin with. */
final class MergeId {
  private static final int LONGEST = 60;
  private static final int LONGEST_NAME = 20;
  private static final Pattern GOOD = Pattern.compile("[!-.0-~]{1," + LONGEST + "}");

  private MergeId() {}

  /** The one that was given. */
  static String checked(String given) throws Stop {
    if (!GOOD.matcher(given).matches()) {
      throw new Stop(
          ExitCode.USAGE,
          "--merge-id needs 1 to 60 letters, digits and signs other than '/' and blanks, not '"
              + given
              + "'.",
          "Run: posthorn merge --help");
    }
    return given;
  }

  /**
   * One of the names of both files and of the template's content: the same for the same command.
   */
  static String of(Template template, String tableName) {
    return stem(template.name()) + "-" + stem(tableName) + "-" + template.digest().substring(0, 8);
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    String whole = dot > 0 ? name.substring(0, dot) : name;
    // A file that was named by macOS is the same file elsewhere.
    String stem =
        Normalizer.normalize(whole, Normalizer.Form.NFC).replaceAll("[^A-Za-z0-9._-]+", "_");
    return stem.substring(0, Math.min(stem.length(), LONGEST_NAME));
  }
}
