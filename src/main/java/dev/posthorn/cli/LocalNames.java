package dev.posthorn.cli;

import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.send.ServerText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names without a domain, as cron writes them, and addresses of this machine: in the envelope and
 * in To, Cc, Bcc and Reply-To they are aliases; as an author, {@code root} is whoever sends, unless
 * an address stands beside it.
 */
final class LocalNames {
  private static final Set<String> AUTHORS =
      Set.of("from", "sender", "resent-from", "resent-sender");

  private static final Pattern RECIPIENTS = Pattern.compile("(resent-)?(to|cc|bcc)");

  /** A word alone; what else has no @ is a list of addresses that cannot be read. */
  private static final Pattern NAME = Pattern.compile("[^\\s@,;:<>()]+");

  private final Aliases aliases;
  private final String source;
  private final boolean kept;

  private LocalNames(Aliases aliases, String source, boolean kept) {
    this.aliases = aliases;
    this.source = source;
    this.kept = kept;
  }

  /**
   * {@code --aliases}, else {@code POSTHORN_ALIASES}, else {@code aliases} in the home if there.
   *
   * @param kept whether an address of this machine may go out as it is, to a server that knows it
   */
  static LocalNames open(
      PosthornCommand posthorn, @Nullable Path option, LocalDomains domains, boolean kept)
      throws Stop {
    Map<String, String> environment = posthorn.terminal().environment();
    String variable = environment.getOrDefault("POSTHORN_ALIASES", "");
    Path file = HomeLocation.find(posthorn.homeOption, environment).resolve("aliases");
    boolean isNamed = option != null || !variable.isEmpty();
    if (isNamed) {
      file = option != null ? option : Path.of(variable);
    } else if (!Files.exists(file)) {
      return new LocalNames(Aliases.none(domains), file.toString(), kept);
    }
    posthorn.explain("aliases: " + file);
    return new LocalNames(Aliases.read(file, domains), file.toString(), kept);
  }

  /** The bare addresses behind one argument, which may be a list of addresses. */
  List<String> recipients(String argument) throws Stop {
    List<String> all = new ArrayList<>();
    for (String word : AddressWords.split(argument)) {
      List<String> found = resolve(word);
      if (found.isEmpty() && isUnreachable(word)) {
        throw nobody(word, "you@example.com");
      }
      if (found.isEmpty()) {
        found.add(Mailbox.parse(word).address());
      }
      all.addAll(found);
    }
    return all;
  }

  /**
   * Whom the head names.
   *
   * @throws InvalidMessageException when what it names is neither an address nor a name
   */
  List<String> recipientsIn(WholeMessage message) throws Stop {
    try {
      List<String> all = message.recipients();
      for (String address : all) {
        if (isUnreachable(address)) {
          throw nobody(address, "you@example.com");
        }
      }
      return all;
    } catch (InvalidMessageException e) {
      List<String> unknown = unknownIn(message);
      if (unknown.isEmpty()) {
        throw e;
      }
      throw nobody(unknown.get(0), "you@example.com");
    }
  }

  /** A name that has no domain, or an address of this machine that no server of ours knows. */
  private boolean isUnreachable(String address) {
    return AddressWords.isLocal(address) || (!kept && aliases.isLocal(address));
  }

  /** The names of this machine that are left in To, Cc, Bcc and their Resent- forms. */
  private List<String> unknownIn(WholeMessage message) {
    List<String> unknown = new ArrayList<>();
    WholeMessage unused =
        message.withAddresses(
            (field, address) -> {
              if (isUnreachable(address) && RECIPIENTS.matcher(field).matches()) {
                unknown.add(address);
              }
              return List.of();
            });
    return unknown;
  }

  /**
   * Refuses a message that an alias would mend: for the API, all whom the head names must be in the
   * envelope, and those who are not are names.
   *
   * @param beyond what the head names beside the envelope
   */
  void refuseUnknown(List<String> beyond, List<String> envelope) throws Stop {
    boolean areNames =
        beyond.stream()
            .allMatch(
                named ->
                    AddressWords.isLocal(named)
                        ? NAME.matcher(named).matches()
                        : isUnreachable(named));
    if (!beyond.isEmpty() && areNames) {
      throw nobody(beyond.get(0), envelope.get(0));
    }
  }

  private Stop nobody(String name, String example) {
    String shown = ServerText.clean(name);
    int at = shown.lastIndexOf('@');
    String why =
        at < 0
            ? "which has no domain"
            : "since " + shown.substring(at + 1).replace(">", "") + " is this machine";
    String user = shown.substring(shown.indexOf('<') + 1).replaceFirst("[@>].*", "");
    return new Stop(
        ExitCode.DATA,
        "No alias tells who '" + shown + "' is, " + why + ".",
        "Add a line such as '" + user + ": " + example + "' to " + source + ".");
  }

  /** Whom the aliases name for each, a line for an argument; for those who ask before they send. */
  List<String> verified(List<String> arguments) throws Stop {
    List<String> lines = new ArrayList<>();
    for (String argument : arguments) {
      lines.add(argument + ": " + String.join(", ", recipients(argument)));
    }
    return lines;
  }

  /** Reads every alias; tells how many there are. */
  String checked() throws Stop {
    return source + ": " + aliases.check() + " aliases";
  }

  private List<String> resolve(String word) throws Stop {
    List<String> found = new ArrayList<>();
    for (String address : aliases.resolve(word)) {
      found.add(Mailbox.parse(address).address());
    }
    return found;
  }

  /** The message with addresses in place of names. A name that has no line stays. */
  WholeMessage replaceIn(WholeMessage message, String account) throws Stop {
    List<Stop> failures = new ArrayList<>();
    WholeMessage replaced =
        message
            .withAuthor(account)
            .withAddresses(
                (field, address) -> {
                  if (AUTHORS.contains(field) || !aliases.concern(address)) {
                    return List.of();
                  }
                  try {
                    return resolve(address);
                  } catch (Stop e) {
                    failures.add(e);
                    return List.of();
                  }
                });
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return replaced;
  }

  /** The address in a text that may hold a name, too; empty when it is none. */
  static String bare(String text) {
    try {
      return Mailbox.parse(text).address();
    } catch (InvalidMessageException e) {
      return "";
    }
  }
}
