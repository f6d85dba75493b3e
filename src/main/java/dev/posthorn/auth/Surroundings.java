package dev.posthorn.auth;

import com.google.api.client.http.HttpTransport;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the token store takes from outside itself, so that tests may give it otherwise.
 *
 * @param clock what time it is
 * @param patience letting time pass, and how long to wait before asking again
 * @param files the disk
 * @param transport makes the way to the network, when it is first needed
 */
record Surroundings(
    Clock clock, Patience patience, TokenFiles files, Supplier<HttpTransport> transport) {
  static Surroundings real(Trust trust) {
    return new Surroundings(
        Clock.systemUTC(), Patience.real(), new DiskTokenFiles(), new Believing(trust));
  }

  /** No lambda: linking one loads the types that it answers, before anybody has asked. */
  private record Believing(Trust trust) implements Supplier<HttpTransport> {
    @Override
    public HttpTransport get() {
      return trust.transport();
    }
  }
}
