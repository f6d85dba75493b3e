package dev.posthorn.merge;

import com.samskivert.mustache.Mustache;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What a template must not hold, and which columns it names. */
final class TagCheck implements Mustache.Visitor {
  private static final Pattern COMMENT = Pattern.compile("\\{\\{\\s*![^}]*(}(?!})[^}]*)*}}");
  private static final Pattern RAW = Pattern.compile("\\{\\{(\\{|\\s*&)");
  private static final Pattern DELIMITERS = Pattern.compile("\\{\\{\\s*=");
  private static final Set<String> OF_LISTS = Set.of("-first", "-last", "-index");

  final Set<String> columns = new LinkedHashSet<>();
  final Set<String> sections = new LinkedHashSet<>();
  String fault = "";

  /** What is wrong before Mustache has read it; empty when nothing is. */
  static String faultOf(String source, boolean rawAllowed) {
    String text = COMMENT.matcher(source).replaceAll("");
    if (DELIMITERS.matcher(text).find()) {
      return "other delimiters ({{= =}}) are not taken";
    }
    if (!rawAllowed && RAW.matcher(text).find()) {
      return "{{{…}}} and {{&…}} are taken in plain text alone: here a value could become markup;"
          + " write {{…}}";
    }
    return "";
  }

  @Override
  public void visitText(String text) {
    if (text.contains("{{")) {
      fault = "a tag is not closed: " + Shown.of(text.substring(text.indexOf("{{")));
    }
  }

  @Override
  public void visitVariable(String name) {
    name(name);
  }

  @Override
  public boolean visitSection(String name) {
    name(name);
    sections.add(Cells.name(name));
    return true;
  }

  @Override
  public boolean visitInvertedSection(String name) {
    return visitSection(name);
  }

  private void name(String name) {
    if (OF_LISTS.contains(name)) {
      fault = "{{" + name + "}} belongs to lists, and a column is none";
    } else if (!name.equals(".") && !name.equals("this")) {
      columns.add(Cells.name(name));
    }
  }

  @Override
  public boolean visitInclude(String name) {
    return other(">" + name);
  }

  @Override
  public boolean visitParent(String name) {
    return other("<" + name);
  }

  @Override
  public boolean visitBlock(String name) {
    return other("$" + name);
  }

  private boolean other(String tag) {
    fault = "{{" + tag + "}} would read another file; a template is one file";
    return false;
  }
}
