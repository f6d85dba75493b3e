package dev.posthorn.message;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** A parser that we did not write, which says what it makes of a message. */
interface Judge extends AutoCloseable {
  /** Its name, for the reports of tests. */
  String name();

  /**
   * Reads a message.
   *
   * @return subject, date (ISO 8601 or empty), addresses, body and defects, as judge_python.py
   *     draws them
   */
  JsonObject read(byte[] message) throws IOException;

  @Override
  default void close() {}

  /** All of them; a machine that lacks one is told so when it is asked. */
  static List<Judge> all() {
    return List.of(
        new ScriptJudge("Python", "python3", "judge_python.py", "apt-get install python3"),
        new ScriptJudge(
            "GMime",
            "/usr/bin/python3",
            "judge_gmime.py",
            "apt-get install python3-gi gir1.2-gmime-3.0"),
        new Mime4jJudge());
  }
}
