package dev.posthorn.merge;

import dev.posthorn.merge.MergedRow.Addressed;
import dev.posthorn.merge.MergedRow.Letter;
import dev.posthorn.merge.MergedRow.Problem;
import dev.posthorn.message.Address;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A letter for each row of a table, in memory that does not grow with it (but for the 8 to 14 bytes
 * a row by which {@link #check} knows repeated keys).
 *
 * <p>Two passes are meant to be made: {@link #check} finds all problems of all rows, and {@link
 * #open} gives the letters. The same template and row give the same letter each time. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * MailMerge merge = MailMerge.of(Template.read(letter), RecipientTable.of(people));
 * if (merge.check(row -> {}).problems() == 0) {
 *   try (MergedRows rows = merge.open()) { … }
 * }
 * }</pre>
 */
public final class MailMerge {
  private final Template template;
  private final RecipientTable table;
  private final @Nullable String keyColumn;
  private final long limit;
  private final MimeComposer composer = MimeComposer.create();

  private MailMerge(
      Template template, RecipientTable table, @Nullable String keyColumn, long limit) {
    this.template = template;
    this.table = table;
    this.keyColumn = keyColumn;
    this.limit = limit;
  }

  /**
   * All rows of a table, each known by its recipient.
   *
   * @param template what is written
   * @param table to whom
   * @return the merge; nothing of the table has been read
   */
  public static MailMerge of(Template template, RecipientTable table) {
    return new MailMerge(template, table, null, Long.MAX_VALUE);
  }

  /**
   * The same, with rows known by a column.
   *
   * @param column whose values tell rows apart; needed where one recipient gets several letters
   * @return a new merge
   */
  public MailMerge keyedBy(String column) {
    return new MailMerge(template, table, Cells.name(column), limit);
  }

  /**
   * The same for the first rows alone; no other is looked at.
   *
   * @param rows at least 1
   * @return a new merge
   */
  public MailMerge upTo(long rows) {
    return new MailMerge(template, table, keyColumn, Math.max(1, rows));
  }

  /**
   * What a check found.
   *
   * @param rows so many were looked at; 0 when the header is wrong
   * @param problems so many of them, or the header, have problems
   */
  public record Checked(long rows, long problems) {}

  /**
   * Looks at all rows: writes and composes each letter, reads its attachments, compares the keys.
   *
   * @param each gets a {@link Letter} or a {@link Problem} for each row, or one problem of the
   *     header, after which no row is looked at
   * @return the counts
   * @throws MergeException when the table cannot be read to its end
   */
  public Checked check(Consumer<MergedRow> each) throws MergeException {
    try (Rows rows = table.open()) {
      List<String> ofHeader = problemsOfHeader(rows);
      if (!ofHeader.isEmpty()) {
        each.accept(new Problem(0, 1, "", ofHeader));
        return new Checked(0, 1);
      }
      long count = 0;
      long problems = 0;
      SeenKeys keys = new SeenKeys();
      try (MergedRows merged = new MergedRows(rows, this::letter, limit)) {
        for (Optional<MergedRow> next = merged.next(); next.isPresent(); next = merged.next()) {
          MergedRow row = checked(next.get(), keys);
          count++;
          problems += row instanceof Problem ? 1 : 0;
          each.accept(row);
        }
      }
      return new Checked(count, problems);
    }
  }

  /**
   * Reads the table and writes the letters.
   *
   * @return a {@link Letter} or a {@link Problem} for each row: those of {@link #check}, but for
   *     repeated keys and what only composing finds
   * @throws MergeException when the table cannot be read, or its header is wrong
   */
  public MergedRows open() throws MergeException {
    return new MergedRows(opened(), this::letter, limit);
  }

  /**
   * Reads the table for the keys alone: no attachment is looked at.
   *
   * @return an {@link Addressed} or a {@link Problem} for each row
   * @throws MergeException when the table cannot be read, or its header is wrong
   */
  public MergedRows openKeys() throws MergeException {
    return new MergedRows(opened(), this::addressed, limit);
  }

  private Rows opened() throws MergeException {
    Rows rows = table.open();
    List<String> problems = problemsOfHeader(rows);
    if (problems.isEmpty()) {
      return rows;
    }
    rows.close();
    throw new MergeException(
        MergeException.Kind.DATA,
        table.name() + ": " + String.join("; ", problems) + ".",
        "",
        null);
  }

  private List<String> problemsOfHeader(Rows rows) {
    List<String> problems = new ArrayList<>(rows.problems());
    rows.columns().ifPresent(columns -> problems.addAll(missing(new LinkedHashSet<>(columns))));
    return problems;
  }

  /** The columns that are needed and not there; all that are, in the same breath. */
  private List<String> missing(Set<String> there) {
    Set<String> needed = new LinkedHashSet<>(template.columns());
    if (keyColumn != null) {
      needed.add(keyColumn);
    }
    needed.removeAll(there);
    List<String> problems = new ArrayList<>();
    String are = "; there are: " + String.join(", ", there);
    if (!needed.isEmpty()) {
      problems.add("no column is named " + String.join(", ", needed) + are);
    } else if (!template.has("To") && Template.emailColumn(there).isEmpty()) {
      problems.add("there is neither a line To nor a column email" + are);
    }
    return problems;
  }

  private MergedRow letter(Row row) {
    List<String> problems = new ArrayList<>(shape(row));
    if (!problems.isEmpty()) {
      return new Problem(row.number(), row.line(), "", problems);
    }
    Optional<Mail> mail = template.fill(row.values(), problems);
    MergedRow addressed = addressed(row);
    if (mail.isEmpty() || !(addressed instanceof Addressed known)) {
      Set<String> all = new LinkedHashSet<>(problems);
      all.addAll(addressed instanceof Problem more ? more.reasons() : List.of());
      return new Problem(row.number(), row.line(), addressed.recipient(), List.copyOf(all));
    }
    return new Letter(row.number(), row.line(), known.key(), known.recipient(), mail.get());
  }

  private List<String> shape(Row row) {
    return row.problems().isEmpty() ? missing(row.values().keySet()) : row.problems();
  }

  private MergedRow addressed(Row row) {
    List<String> problems = new ArrayList<>(shape(row));
    List<Address> to = problems.isEmpty() ? template.to(row.values(), problems) : List.of();
    String recipient =
        to.stream()
            .flatMap(address -> address.mailboxes().stream())
            .findFirst()
            .map(mailbox -> mailbox.address())
            .orElse("");
    try {
      if (problems.isEmpty()) {
        String key = key(row.values(), to);
        return new Addressed(row.number(), row.line(), key, recipient);
      }
    } catch (RowFault e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return new Problem(row.number(), row.line(), recipient, problems);
  }

  private String key(Map<String, String> values, List<Address> to) throws RowFault {
    return keyColumn == null
        ? RowKey.ofRecipients(to)
        : RowKey.ofColumn(keyColumn, values.getOrDefault(keyColumn, ""));
  }

  /** A letter that can be sent, and whose key is new; else the problem. */
  private MergedRow checked(MergedRow row, SeenKeys keys) {
    if (!(row instanceof Letter letter)) {
      return row;
    }
    List<String> problems = new ArrayList<>();
    if (!keys.add(letter.key())) {
      problems.add("an earlier row has the same key, " + letter.key());
    }
    try {
      composer.toWire(letter.mail());
    } catch (InvalidMessageException | AttachmentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return problems.isEmpty()
        ? row
        : new Problem(row.number(), row.line(), row.recipient(), problems);
  }
}
