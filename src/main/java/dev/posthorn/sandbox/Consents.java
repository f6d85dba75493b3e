package dev.posthorn.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The consent pages that wait for their answer. Each holds a random ticket that only its own form
 * knows, good once: another site cannot press Allow.
 *
 * <p>Thread-safe.
 */
final class Consents {
  private static final int MOST = 1000;

  private final Randomness randomness;
  private final Map<String, AuthorizationRequest> open = new LinkedHashMap<>();

  Consents(Randomness randomness) {
    this.randomness = randomness;
  }

  synchronized String open(AuthorizationRequest request) {
    if (open.size() >= MOST) {
      open.remove(open.keySet().iterator().next());
    }
    String ticket = randomness.text(24);
    open.put(ticket, request);
    return ticket;
  }

  synchronized Optional<AuthorizationRequest> take(String ticket) {
    return Optional.ofNullable(open.remove(ticket));
  }
}
