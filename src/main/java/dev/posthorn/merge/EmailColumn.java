package dev.posthorn.merge;

import dev.posthorn.message.MailBuilder;
import java.util.List;
import java.util.Map;

/**
 * The recipient where a template names none.
 *
 * @param column whose value is the address
 */
record EmailColumn(String column) implements Field {
  @Override
  public List<String> columns() {
    return List.of(column);
  }

  @Override
  public void fill(Map<String, String> values, MailBuilder mail) throws RowFault {
    mail.to(AddressField.address(column, Cells.stripped(values.getOrDefault(column, ""))));
  }
}
