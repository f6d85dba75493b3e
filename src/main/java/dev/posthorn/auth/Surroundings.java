package dev.posthorn.auth;

import com.google.api.client.http.HttpTransport;
import com.google.common.base.Suppliers;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What the token store takes from outside itself, so that tests may give it otherwise.
 *
 * @param clock what time it is
 * @param pause letting time pass
 * @param chance a number from 0 up to 1, for jitter
 * @param files the disk
 * @param transport the network, made when it is first needed
 */
record Surroundings(
    Clock clock,
    Pause pause,
    DoubleSupplier chance,
    TokenFiles files,
    Supplier<HttpTransport> transport) {
  static Surroundings real(Trust trust) {
    return new Surroundings(
        Clock.systemUTC(),
        Pause.real(),
        () -> ThreadLocalRandom.current().nextDouble(),
        new DiskTokenFiles(),
        Suppliers.memoize(trust::transport));
  }
}
