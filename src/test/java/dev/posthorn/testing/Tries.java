package dev.posthorn.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A test of what holds of every value: it is given a {@link Chance} for each of the seeds 1, 2, 3 …
 * The same seeds on every machine, so that what failed once fails again. The number behind a failed
 * test is its seed; {@code mvn verify -Dtest=SomeTest -Dseed=42} tries that one alone.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(Tries.Seeds.class)
public @interface Tries {
  /** How many seeds. */
  int value();

  /** The seeds of a test, or the one that is asked for. */
  final class Seeds implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      Long one = Long.getLong("seed");
      int tries = context.getRequiredTestMethod().getAnnotation(Tries.class).value();
      LongStream seeds = one == null ? LongStream.rangeClosed(1, tries) : LongStream.of(one);
      return seeds.mapToObj(seed -> Arguments.of(Chance.of(seed)));
    }
  }
}
