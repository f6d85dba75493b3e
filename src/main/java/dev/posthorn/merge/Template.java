package dev.posthorn.merge;

import dev.posthorn.message.Address;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A letter with gaps, in Mustache ({@code {{column}}}, sections, inverted sections; no partials): a
 * body in plain text, Markdown or HTML, by the file's name (.txt, .md, .html), and above it, if
 * wanted, lines such as {@code Subject: Your seat, {{name}}} and an empty line.
 *
 * <p>A value is never more than text, wherever it stands: no HTML and no Markdown in a body, one
 * name or one address among addresses, one file's name in {@code Attach}, percent-encoded within
 * {@code List-Unsubscribe}. A section is shown unless its value is blank or {@code false}.
 *
 * <p>Without a line {@code To}, the column {@code email} (or {@code e-mail}, in any case) is the
 * recipient. Files of {@code Attach} are relative to the template's folder. Immutable and
 * thread-safe.
 */
public final class Template {
  private static final Set<String> ONCE = Set.of("Subject", "From", "List-Unsubscribe");

  private final TemplateFile file;
  private final List<NamedField> head;
  private final List<Field> body;
  private final Set<String> columns = new LinkedHashSet<>();

  private Template(TemplateFile file, List<NamedField> head, List<Field> body) {
    this.file = file;
    this.head = List.copyOf(head);
    this.body = List.copyOf(body);
    head.forEach(line -> columns.addAll(line.field().columns()));
    body.forEach(field -> columns.addAll(field.columns()));
  }

  private record NamedField(String name, Field field) {}

  /**
   * Reads a template.
   *
   * @param file UTF-8, at most 1 MiB; its name ends in .txt, .md or .html
   * @return the template
   * @throws MergeException when it is missing, unreadable, or not well formed; says where
   */
  public static Template read(Path file) throws MergeException {
    TemplateFile read = TemplateFile.read(file);
    List<NamedField> head = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (HeadLines.Line line : read.lines().lines()) {
      String where = read.name() + ", line " + line.number() + " (" + line.name() + ")";
      if (!seen.add(line.name()) && ONCE.contains(line.name())) {
        throw MergeException.template(where + ": this is given twice.", "");
      }
      head.add(named(where, line.name(), line.value(), read.folder()));
    }
    return new Template(read, head, body(read));
  }

  private static List<Field> body(TemplateFile file) throws MergeException {
    String where = file.name();
    String source = file.lines().body();
    return switch (file.kind()) {
      case TEXT -> List.of(PlainField.of(where, source, MailBuilder::text));
      case HTML -> List.of(HtmlField.ofHtml(where, source));
      case MARKDOWN -> {
        Field html = HtmlField.ofMarkdown(where, source);
        yield List.of(html, PlainField.of(where, source, MailBuilder::text));
      }
    };
  }

  private static NamedField named(String where, String name, String value, Path folder)
      throws MergeException {
    Field field =
        switch (name) {
          case "To" -> AddressField.of(where, value, MailBuilder::to);
          case "Cc" -> AddressField.of(where, value, MailBuilder::cc);
          case "Bcc" -> AddressField.of(where, value, MailBuilder::bcc);
          case "Reply-To" -> AddressField.of(where, value, MailBuilder::replyTo);
          case "From" -> AddressField.of(where, value, MailBuilder::from);
          case "Subject" -> PlainField.of(where, value, MailBuilder::subject);
          case "Attach" -> AttachField.of(where, value, folder);
          case "List-Unsubscribe" -> UnsubscribeField.of(where, value);
          default -> PlainField.of(where, value, (mail, text) -> addHeader(mail, name, text));
        };
    return new NamedField(name, field);
  }

  private static void addHeader(MailBuilder mail, String name, String text) {
    if (!text.isBlank()) {
      mail.header(name, text);
    }
  }

  /**
   * The same template with other head lines of one name, in place of its own.
   *
   * @param name To, Cc, Bcc, Reply-To, From, Subject, Attach, List-Unsubscribe, or X-…, in any case
   * @param sources Mustache; a relative name in Attach is relative to the current folder
   * @return a new template
   * @throws MergeException when one is not well formed, or none may have that name
   */
  public Template with(String name, List<String> sources) throws MergeException {
    String known =
        HeadLines.known(name)
            .orElseThrow(
                () -> MergeException.template(name + " is no head line of a template.", ""));
    List<NamedField> lines = new ArrayList<>(head);
    lines.removeIf(line -> line.name().equalsIgnoreCase(known));
    for (String source : sources) {
      lines.add(named(known, known, source, Path.of("")));
    }
    return new Template(file, lines, body);
  }

  /** {@return the file's name, without its folder} */
  public String name() {
    return file.name();
  }

  /** {@return the hex SHA-256 of the file, whatever {@link #with} has changed} */
  public String digest() {
    return file.digest();
  }

  /**
   * Tells whether there is a head line of that name.
   *
   * @param name such as Subject, in any case
   * @return whether there is one, if only an empty one
   */
  public boolean has(String name) {
    return head.stream().anyMatch(line -> line.name().equalsIgnoreCase(name));
  }

  /** {@return whether there is nothing below its head lines} */
  public boolean isBlank() {
    return Cells.isBlank(file.lines().body());
  }

  /** {@return the columns that it needs, in the order of their first naming} */
  public Set<String> columns() {
    return Collections.unmodifiableSet(columns);
  }

  /**
   * Writes a row's letter.
   *
   * @param values holds all columns
   * @param problems gets what stands in its way
   * @return empty when there were problems
   */
  Optional<Mail> fill(Map<String, String> values, List<String> problems) {
    MailBuilder mail = Mail.builder();
    fillTo(values, mail, problems);
    for (NamedField line : head) {
      if (!line.name().equals("To")) {
        fill(line.name() + ": ", line.field(), values, mail, problems);
      }
    }
    for (Field field : body) {
      fill("", field, values, mail, problems);
    }
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    try {
      Mail letter = mail.build();
      checkTo(letter, problems);
      return problems.isEmpty() ? Optional.of(letter) : Optional.empty();
    } catch (InvalidMessageException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Whom a row's letter is for: what To says, or the column email. */
  List<Address> to(Map<String, String> values, List<String> problems) {
    MailBuilder mail = Mail.builder();
    fillTo(values, mail, problems);
    Mail letter = mail.build();
    if (problems.isEmpty()) {
      checkTo(letter, problems);
    }
    return letter.to();
  }

  private static void checkTo(Mail letter, List<String> problems) {
    if (letter.to().stream().allMatch(address -> address.mailboxes().isEmpty())) {
      problems.add("To: nobody stands there");
    }
  }

  private void fillTo(Map<String, String> values, MailBuilder mail, List<String> problems) {
    if (has("To")) {
      for (NamedField line : head) {
        if (line.name().equals("To")) {
          fill("To: ", line.field(), values, mail, problems);
        }
      }
      return;
    }
    Optional<String> column = emailColumn(values.keySet());
    if (column.isEmpty()) {
      problems.add("there is neither a line To nor a column email");
      return;
    }
    fill("To: ", new EmailColumn(column.get()), values, mail, problems);
  }

  /** The column that is the recipient where no line says so. */
  static Optional<String> emailColumn(Set<String> columns) {
    return columns.stream()
        .filter(name -> name.equalsIgnoreCase("email") || name.equalsIgnoreCase("e-mail"))
        .findFirst();
  }

  private static void fill(
      String where,
      Field field,
      Map<String, String> values,
      MailBuilder mail,
      List<String> problems) {
    try {
      field.fill(values, mail);
    } catch (RowFault | MergeException | InvalidMessageException | AttachmentException e) {
      problems.add(where + e.getMessage());
    }
  }
}
