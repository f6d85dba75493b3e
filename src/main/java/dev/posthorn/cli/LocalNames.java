package dev.posthorn.cli;

import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.send.ServerText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names without a domain, as cron writes them: in the envelope and in To, Cc, Bcc and Reply-To they
 * are aliases; as an author, {@code root} is whoever sends.
 */
final class LocalNames {
  private static final Set<String> AUTHORS =
      Set.of("from", "sender", "resent-from", "resent-sender");

  private static final Pattern RECIPIENTS = Pattern.compile("(resent-)?(to|cc|bcc)");

  /** A word alone; what else has no @ is a list of addresses that cannot be read. */
  private static final Pattern NAME = Pattern.compile("[^\\s@,;:<>()]+");

  private final Aliases aliases;
  private final String source;

  private LocalNames(Aliases aliases, String source) {
    this.aliases = aliases;
    this.source = source;
  }

  /**
   * {@code --aliases}, else {@code POSTHORN_ALIASES}, else {@code aliases} in the home if there.
   */
  static LocalNames open(PosthornCommand posthorn, @Nullable Path option) throws Stop {
    Map<String, String> environment = posthorn.terminal().environment();
    String variable = environment.getOrDefault("POSTHORN_ALIASES", "");
    Path file = HomeLocation.find(posthorn.homeOption, environment).resolve("aliases");
    boolean isNamed = option != null || !variable.isEmpty();
    if (isNamed) {
      file = option != null ? option : Path.of(variable);
    } else if (!Files.exists(file)) {
      return new LocalNames(Aliases.none(), file.toString());
    }
    posthorn.explain("aliases: " + file);
    return new LocalNames(Aliases.read(file), file.toString());
  }

  /** The bare addresses behind one argument, which may be a list of addresses. */
  List<String> recipients(String argument) throws Stop {
    List<String> all = new ArrayList<>();
    for (String word : AddressWords.split(argument)) {
      List<String> found = resolve(word);
      if (found.isEmpty()) {
        throw nobody(word, "you@example.com");
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
      return message.recipients();
    } catch (InvalidMessageException e) {
      List<String> unknown = unknownIn(message);
      if (unknown.isEmpty()) {
        throw e;
      }
      throw nobody(unknown.get(0), "you@example.com");
    }
  }

  /** The names without a domain that are left in To, Cc, Bcc and their Resent- forms. */
  private static List<String> unknownIn(WholeMessage message) {
    List<String> unknown = new ArrayList<>();
    WholeMessage unused =
        message.withAddresses(
            (field, address) -> {
              if (AddressWords.isLocal(address) && RECIPIENTS.matcher(field).matches()) {
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
    boolean areNames = beyond.stream().allMatch(named -> NAME.matcher(named).matches());
    if (!beyond.isEmpty() && areNames) {
      throw nobody(beyond.get(0), envelope.get(0));
    }
  }

  private Stop nobody(String name, String example) {
    String shown = ServerText.clean(name);
    return new Stop(
        ExitCode.DATA,
        "Nobody is known by the name '" + shown + "', which has no domain.",
        "Add a line such as '" + shown + ": " + example + "' to " + source + ".");
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
        message.withAddresses(
            (field, address) -> {
              if (!AddressWords.isLocal(address)) {
                return List.of();
              }
              if (AUTHORS.contains(field.toLowerCase(Locale.ROOT))) {
                return List.of(account);
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
