package dev.posthorn.cli.probe;

import dev.posthorn.gmail.GmailException;
import java.io.IOException;
import java.util.List;

/** Where the messages of a probe arrive. */
public interface Mailbox {
  /**
   * Looks what is there now.
   *
   * @return messages as octets, not all of them of the probe perhaps
   * @throws GmailException when the mailbox cannot be read
   * @throws IOException when the folder cannot be read
   */
  List<byte[]> look() throws GmailException, IOException;
}
