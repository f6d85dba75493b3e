package dev.posthorn.cli.probe;

import dev.posthorn.gmail.GmailException;
import dev.posthorn.gmail.RawReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A mailbox that Gmail's API reads. */
public final class AccountMailbox implements Mailbox {
  private final RawReader gmail;
  private final ProbeId id;
  private final Map<String, byte[]> read = new HashMap<>();

  /**
   * Nothing looked at yet.
   *
   * @param gmail reads the mailbox
   * @param id whose messages are looked for
   */
  public AccountMailbox(RawReader gmail, ProbeId id) {
    this.gmail = gmail;
    this.id = id;
  }

  @Override
  public List<byte[]> look() throws GmailException {
    for (String message : gmail.withSubject(id.subject())) {
      if (!read.containsKey(message)) { // They never change, and each reading is 20 units.
        read.put(message, gmail.message(message));
      }
    }
    return new ArrayList<>(read.values());
  }
}
