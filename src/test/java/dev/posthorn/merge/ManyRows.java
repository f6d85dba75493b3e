package dev.posthorn.merge;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A table of many rows that is made and checked: the program of {@link ManyRowsIT}'s small Java.
 */
final class ManyRows {
  private ManyRows() {}

  /** Arguments: the folder, and how many rows. Prints how many were checked. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long rows = Long.parseLong(arguments[1]);
    Path table = folder.resolve("people.csv");
    write(table, rows);
    Template template =
        Template.read(
            Files.writeString(
                folder.resolve("letter.md"),
                """
                To: {{name}} <{{email}}>
                Subject: Hello {{name}}

                Dear *{{name}}*,

                {{#vip}}dear guest,{{/vip}} your number is {{id}}.
                """));
    MailMerge merge = MailMerge.of(template, RecipientTable.of(table));
    MailMerge.Checked checked = merge.check(row -> {});
    System.out.println(checked.rows() + " " + checked.problems());
  }

  private static void write(Path table, long rows) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(table)) {
      out.write("id,name,email,vip,note\n");
      for (long i = 1; i <= rows; i++) {
        out.write(i + ",\"Person, " + i + "\",p" + i + "@example.com," + (i % 2 == 0 ? "x" : ""));
        out.write(",a note of some length that no letter holds\n");
      }
    }
  }
}
