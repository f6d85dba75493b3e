package dev.posthorn.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The option that says where the outbox is. Picocli loads all classes in the signatures of a class
 * with options, and what only sends needs none of the outbox: {@link OutboxPlace} opens it.
 */
final class OutboxOptions {
  @Option(
      names = "--outbox-url",
      paramLabel = "URL",
      description =
          "The outbox's database, jdbc:postgresql://HOST/NAME (default: $POSTHORN_OUTBOX, else the"
              + " file outbox.db in the home). Its user comes from the URL or PGUSER, its password"
              + " from PGPASSWORD, PGPASSFILE or ~/.pgpass alone.")
  @Nullable String url;
}
