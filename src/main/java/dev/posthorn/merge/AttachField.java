package dev.posthorn.merge;

import dev.posthorn.message.Attachment;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.MailBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
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
      attachment = attachment(folder, path);
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

  /** A file, or the one beside it whose name is written otherwise and means the same. */
  private static Attachment attachment(Path folder, String path)
      throws RowFault, AttachmentException {
    Path file = folder.resolve(path);
    if (Files.exists(file)) {
      return Attachment.of(file);
    }
    Path found = file.getRoot() == null ? Path.of("") : file.getRoot();
    for (Path step : file) {
      found = sibling(found.resolve(step));
    }
    return Attachment.of(found).withName(composedName(file));
  }

  /** The same where it is there, or no other has that name in NFC. */
  private static Path sibling(Path wanted) throws RowFault {
    if (Files.exists(wanted)) {
      return wanted;
    }
    String name = composedName(wanted);
    Path parent = wanted.getParent() == null ? Path.of("") : wanted.getParent();
    List<Path> same = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(parent, each -> composedName(each).equals(name))) {
      all.forEach(same::add);
    } catch (IOException | DirectoryIteratorException e) {
      return wanted; // Whoever opens it says why that fails.
    }
    if (same.size() > 1) {
      throw new RowFault("several files are named " + Shown.of(name));
    }
    return same.isEmpty() ? wanted : same.get(0);
  }

  private static String composedName(Path file) {
    Path last = file.getFileName();
    return last == null ? "" : Cells.composed(last.toString());
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
    if (filled && (Cells.isBlank(name) || name.equals(".") || name.equals(".."))) {
      throw new RowFault("its columns give no file's name, but " + Shown.of(name));
    }
    return name;
  }
}
