package dev.posthorn.merge;

import dev.posthorn.message.Attachment;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.MailBuilder;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file to attach: {@code invoices/{{id}}.pdf;name=Invoice {{id}}.pdf;type=application/pdf}. The
 * folders are the template's to name; a value chooses among the files of one folder only. {@code
 * ;;} stands for a semicolon before {@code type=} or {@code name=}.
 */
final class AttachField implements Field {
  private final Path folder;
  private final GapText file;
  private final @Nullable GapText type;
  private final @Nullable GapText name;

  private AttachField(Path folder, GapText file, @Nullable GapText type, @Nullable GapText name) {
    this.folder = folder;
    this.file = file;
    this.type = type;
    this.name = name;
  }

  /**
   * Reads what {@code Attach} says.
   *
   * @param folder what relative names are relative to
   */
  static AttachField of(String where, String source, Path folder) throws MergeException {
    GapText type = null;
    GapText name = null;
    String[] parts = source.split("(?<!;);(?=type=|name=)", -1);
    for (int i = 1; i < parts.length; i++) {
      GapText value = text(where, parts[i].substring("type=".length()));
      boolean isType = parts[i].startsWith("type=");
      if ((isType ? type : name) != null) {
        throw MergeException.template(where + ": it has two types or two names.", "");
      }
      type = isType ? value : type;
      name = isType ? name : value;
    }
    return new AttachField(folder, text(where, parts[0].strip().replace(";;", ";")), type, name);
  }

  private static GapText text(String where, String source) throws MergeException {
    return GapText.of(where, source, false, GapText.Shaping.NONE);
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(file.columns());
    columns.addAll(type == null ? List.of() : type.columns());
    columns.addAll(name == null ? List.of() : name.columns());
    return columns;
  }

  @Override
  public void fill(Map<String, String> values, MailBuilder mail)
      throws RowFault, MergeException, AttachmentException {
    String path = path(values);
    if (path.isEmpty()) {
      return;
    }
    Attachment attachment;
    try {
      attachment = Attachment.of(folder.resolve(path));
    } catch (InvalidPathException e) {
      throw new RowFault("this cannot be a file's name: " + Shown.of(path), e);
    }
    if (name != null) {
      attachment = attachment.withName(leaf(PlainField.joined(name.pieces(values), values)));
    }
    if (type != null) {
      attachment = attachment.withType(PlainField.joined(type.pieces(values), values));
    }
    mail.attach(attachment);
  }

  private static String leaf(String name) throws RowFault {
    if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      throw new RowFault("a file's name holds a slash: " + Shown.of(name));
    }
    return name;
  }

  /** The path, in which no value is more or less than one name. */
  private String path(Map<String, String> values) throws RowFault, MergeException {
    StringBuilder path = new StringBuilder();
    StringBuilder step = new StringBuilder();
    boolean filled = false;
    for (Piece piece : file.pieces(values)) {
      if (piece instanceof Piece.Gap gap) {
        step.append(checked(gap.column(), values.getOrDefault(gap.column(), "")));
        filled = true;
        continue;
      }
      for (char c : ((Piece.Text) piece).text().toCharArray()) {
        if (c == '/' || c == File.separatorChar) {
          path.append(checked(step, filled)).append(c);
          step.setLength(0);
          filled = false;
        } else {
          step.append(c);
        }
      }
    }
    return path.append(checked(step, filled)).toString();
  }

  private static String checked(String column, String value) throws RowFault {
    if (value.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0)) {
      throw new RowFault(
          "the column " + Shown.of(column) + " may name a file, and no folder: " + Shown.of(value));
    }
    return value;
  }

  private static String checked(StringBuilder step, boolean filled) throws RowFault {
    String name = step.toString();
    if (filled && (name.isBlank() || name.equals(".") || name.equals(".."))) {
      throw new RowFault("its columns give no file's name, but " + Shown.of(name));
    }
    return name;
  }
}
