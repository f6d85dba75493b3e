package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where the outbox is: a file in the home, or a PostgreSQL database for several machines. */
record OutboxPlace(OutboxOptions options, PosthornCommand posthorn) {
  private static final String SCHEME = "jdbc:postgresql:";

  /** Opens the outbox, and makes it where there is none. */
  Outbox open() throws OutboxException, Stop {
    String database = database();
    Outbox outbox = database.isEmpty() ? openFile(file()) : connect(database);
    posthorn.explain("outbox: " + outbox.where());
    return outbox;
  }

  /** Opens the outbox; empty when it would be a file that nobody has made yet. */
  Optional<Outbox> existing() throws OutboxException, Stop {
    boolean isThere = !database().isEmpty() || Files.exists(file());
    return isThere ? Optional.of(open()) : Optional.empty();
  }

  /** Where it is, for people. */
  String where() throws Stop {
    String database = database();
    return database.isEmpty() ? file().toString() : database;
  }

  private static Outbox openFile(Path file) throws OutboxException {
    SqliteLibrary.locate();
    return Outbox.open(file);
  }

  private Outbox connect(String database) throws OutboxException {
    Map<String, String> environment = posthorn.terminal().environment();
    // As libpq has it: what the address says wins over the environment.
    boolean namesUser = parameters(database).contains("user");
    String user = namesUser ? "" : environment.getOrDefault("PGUSER", "");
    return Outbox.open(database, user, environment.getOrDefault("PGPASSWORD", ""));
  }

  private Path file() throws Stop {
    Map<String, String> environment = posthorn.terminal().environment();
    return HomeLocation.find(posthorn.homeOption, environment).resolve("outbox.db");
  }

  /** The address that was named, checked; empty when none was. */
  private String database() throws Stop {
    String url = options.url;
    boolean isOption = url != null;
    String named =
        isOption ? url : posthorn.terminal().environment().getOrDefault("POSTHORN_OUTBOX", "");
    if (named == null || named.isEmpty()) {
      return "";
    }
    // None of the words below repeats the address: it may hold a password.
    String source = isOption ? "--outbox-url" : "POSTHORN_OUTBOX";
    if (!named.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw new Stop(
          ExitCode.USAGE,
          source + " is not the address of a PostgreSQL database.",
          "Write jdbc:postgresql://HOST[:PORT]/DATABASE, or leave it out for a file in the home.");
    }
    if (named.contains("@") || parameters(named).stream().anyMatch(p -> p.contains("password"))) {
      throw new Stop(
          ExitCode.USAGE,
          source + " must not hold a password: others could read it.",
          "Put it into ~/.pgpass (mode 0600), a file named by PGPASSFILE, or PGPASSWORD; the user"
              + " into ?user=NAME or PGUSER.");
    }
    return named;
  }

  /** The names of the parameters, in lower case. */
  private static List<String> parameters(String database) {
    List<String> names = new ArrayList<>();
    int query = database.indexOf('?');
    for (String part : query < 0 ? new String[0] : database.substring(query + 1).split("&", -1)) {
      names.add(decoded(part.split("=", 2)[0]).toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, UTF_8);
    } catch (IllegalArgumentException e) {
      return name; // Not what anybody would take for a name.
    }
  }
}
