package dev.posthorn.ordeal;

import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.testing.RawHttp;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** What a sandbox says of its plan of faults. */
final class PlayedFaults {
  private static final Pattern PLAYED = Pattern.compile("\"played\":([0-9]+)");

  private PlayedFaults() {}

  /** How often each rule of the plan at work was played so far, in their order. */
  static List<Long> of(Sandbox google) {
    URI root = google.root();
    String report =
        RawHttp.send(
            root.getPort(),
            "GET /faults HTTP/1.1\r\nHost: "
                + root.getAuthority()
                + "\r\nConnection: close\r\n\r\n");
    return PLAYED.matcher(report).results().map(found -> Long.valueOf(found.group(1))).toList();
  }
}
