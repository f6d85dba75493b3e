package dev.posthorn.outbox;

import java.sql.SQLException;
import javax.sql.DataSource;

/** What the two databases do not have in common. Thread-safe. */
interface Engine {
  /**
   * Opens connections, each anew.
   *
   * @throws OutboxException when there can be none: the place or its address is wrong
   */
  DataSource driver() throws OutboxException;

  /** Whether it is a file of this machine, with one writer at a time. */
  boolean isFile();

  /** The folder of its numbered SQL files among the resources. */
  String dialect();

  /** Where it is, for people: without any secret. */
  String where();

  /** A query for how many tables it has of the name that is its parameter. */
  String countTables();

  /** What a SELECT ends in whose row nobody else may change before the transaction's end. */
  String lockingRow();

  /**
   * Looks whether the ledger is still where it was when it was opened.
   *
   * @throws OutboxException when what is written now would be written into another
   */
  void checkPlace() throws OutboxException;

  /** Whether a failure undid a transaction by chance: the same again may go well at once. */
  boolean isChance(SQLException failure);

  /** Whether the connection is gone, and with it the answer to what was asked last. */
  boolean isLost(SQLException failure);

  /** What a failure means for the caller. */
  OutboxException trouble(SQLException failure);
}
