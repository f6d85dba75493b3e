package dev.posthorn.cli;

import dev.posthorn.outbox.EntryState;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** The commands, each loaded and described to picocli only when it is asked for. */
final class Commands {
  /** In the order of the help. */
  static final List<String> NAMES =
      List.of(
          "login",
          "status",
          "token",
          "labels",
          "send",
          "sendmail",
          "merge",
          "outbox",
          "logout",
          "sandbox",
          "demo",
          "archive",
          ProbeCommand.NAME,
          CompletionCommand.NAME,
          HelpCommand.NAME);

  /** Those that are about all the others. */
  private static final List<String> ABOUT_ALL = List.of(HelpCommand.NAME, CompletionCommand.NAME);

  private Commands() {}

  /** The commands whose names are among the arguments, as a command or as anything else. */
  static Set<String> namedIn(String[] arguments) {
    Set<String> named = new LinkedHashSet<>(List.of(arguments));
    named.retainAll(NAMES);
    return named;
  }

  /** Whether one of these asks for all. */
  static boolean areAboutAll(Set<String> named) {
    return !Collections.disjoint(named, ABOUT_ALL);
  }

  /** Adds a command to the command line of its parent. */
  static void add(String name, PosthornCommand posthorn, CommandLine line) {
    Object command = create(name);
    CommandLine added = CommandModel.of(name, command);
    line.addSubcommand(name, added);
    // Converters beside their commands, so that no other command loads the enums.
    switch (name) {
      case "outbox" -> {
        ((OutboxCommand) command).posthorn = posthorn;
        added.registerConverter(EntryState.class, new ChoiceConverter<>(EntryState.class));
      }
      case "merge" -> {
        ((Subcommand) command).posthorn = posthorn;
        added.registerConverter(
            MergeCommand.Format.class, new ChoiceConverter<>(MergeCommand.Format.class));
      }
      case CompletionCommand.NAME -> {
        ((Subcommand) command).posthorn = posthorn;
        added.registerConverter(
            CompletionCommand.Shell.class, new ChoiceConverter<>(CompletionCommand.Shell.class));
      }
      default -> ((Subcommand) command).posthorn = posthorn;
    }
  }

  /** One of these commands, not yet described to picocli. */
  static Object create(String name) {
    return switch (name) {
      case "login" -> new LoginCommand();
      case "status" -> new StatusCommand();
      case "token" -> new TokenCommand();
      case "labels" -> new LabelsCommand();
      case "send" -> new SendCommand();
      case "sendmail" -> new SendmailCommand();
      case "merge" -> new MergeCommand();
      case "outbox" -> new OutboxCommand();
      case "logout" -> new LogoutCommand();
      case "sandbox" -> new SandboxCommand();
      case "demo" -> new DemoCommand();
      case "archive" -> new ArchiveCommand();
      case ProbeCommand.NAME -> new ProbeCommand();
      case CompletionCommand.NAME -> new CompletionCommand();
      case HelpCommand.NAME -> new HelpCommand();
      default -> throw new IllegalArgumentException("There is no command " + name + ".");
    };
  }
}
