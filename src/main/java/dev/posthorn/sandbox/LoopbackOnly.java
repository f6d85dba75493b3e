package dev.posthorn.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lets through only requests that name this machine in their Host header, so that a web page whose
 * name was made to point at 127.0.0.1 (DNS rebinding) reaches nothing.
 */
final class LoopbackOnly implements Route {
  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?");

  private final Route next;

  LoopbackOnly(Route next) {
    this.next = next;
  }

  @Override
  public Response answer(Request request) throws IOException {
    List<String> hosts = request.headers("Host");
    boolean one = hosts.size() == 1 && LOOPBACK.matcher(hosts.get(0)).matches();
    if (!one || request.uri().getRawAuthority() != null) {
      return Pages.badRequest("The sandbox answers only to 127.0.0.1, localhost and [::1].");
    }
    return next.answer(request);
  }
}
