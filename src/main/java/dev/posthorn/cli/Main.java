package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.gmail.Delivery;
import dev.posthorn.message.Priority;
import dev.posthorn.outbox.EntryState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code posthorn} command. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the command line, as the shell split it
   */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    LastWords last = new LastWords(terminal, namesJson(arguments));
    Runtime.getRuntime().addShutdownHook(new Thread(last::stopped));
    ExitCode code;
    try {
      Proxies.apply(terminal.environment());
      code = run(arguments, terminal, Browser.ofEnvironment(terminal.environment()), last);
    } catch (Stop e) {
      code = last.say(Failure.of(e));
    }
    if (code == ExitCode.OK && terminal.out().checkError()) {
      terminal.say("posthorn: the command did its work, but stdout took no more.");
      code = ExitCode.IO;
    }
    last.end();
    if (Boolean.getBoolean("posthorn.archive.stale")) {
      ArchiveRemake.begin(terminal.environment());
    }
    System.exit(code.status());
  }

  private static boolean namesJson(String[] arguments) {
    return Arrays.asList(arguments).contains("--json");
  }

  /** Runs one command inside this process. */
  static ExitCode run(String[] arguments, Terminal terminal, Browser browser) {
    return run(arguments, terminal, browser, new LastWords(terminal, namesJson(arguments)));
  }

  private static ExitCode run(
      String[] arguments, Terminal terminal, Browser browser, LastWords last) {
    boolean verbose = false;
    try {
      ParseResult parsed =
          parse(arguments, terminal, () -> new PosthornCommand(terminal, browser, last));
      PosthornCommand posthorn = (PosthornCommand) parsed.commandSpec().userObject();
      last.asJson(posthorn.json);
      verbose = posthorn.verbose;
      return execute(parsed, terminal);
    } catch (ParameterException e) {
      return last.say(usage(e));
    } catch (Throwable e) {
      // An Error, too: only here is it known that nobody may take it for "not sent".
      if (verbose) {
        explain(e, terminal);
      }
      return last.say(Failure.of(e));
    }
  }

  /** Parses, and once more where the home that was named has defaults for options. */
  private static ParseResult parse(
      String[] arguments, Terminal terminal, Supplier<PosthornCommand> fresh) throws Stop {
    PosthornCommand posthorn = fresh.get();
    CommandLine line = commandLine(posthorn);
    String[] words = SendmailArguments.rewrite(arguments, line);
    ParseResult parsed = line.parseArgs(words);
    if (isHelp(parsed)) {
      return parsed;
    }
    Path home = HomeLocation.find(posthorn.homeOption, terminal.environment());
    Optional<OptionDefaults> defaults =
        OptionDefaults.read(home, terminal.environment(), given(parsed));
    if (defaults.isEmpty()) {
      return parsed;
    }
    return commandLine(fresh.get()).setDefaultValueProvider(defaults.get()).parseArgs(words);
  }

  /** The names of the options on the command line. */
  private static Set<String> given(ParseResult parsed) {
    return parsed.asCommandLineList().stream()
        .flatMap(line -> line.getParseResult().matchedOptions().stream())
        .flatMap(option -> Stream.of(option.names()))
        .collect(Collectors.toSet());
  }

  static CommandLine commandLine(PosthornCommand posthorn) {
    IFactory factory = CommandLine.defaultFactory();
    CommandLine line = new CommandLine(posthorn, factory);
    // An argument that begins with @ is text: --text @/etc/passwd must not mail that file.
    line.setExpandAtFiles(false);
    line.registerConverter(WayOptions.Via.class, new ChoiceConverter<>(WayOptions.Via.class));
    line.registerConverter(Delivery.class, new ChoiceConverter<>(Delivery.class));
    line.registerConverter(
        MergeCommand.Format.class, new ChoiceConverter<>(MergeCommand.Format.class));
    line.registerConverter(EntryState.class, new ChoiceConverter<>(EntryState.class));
    line.registerConverter(Priority.class, new ChoiceConverter<>(Priority.class));
    HelpText.complete(line);
    return line;
  }

  private static boolean isHelp(ParseResult parsed) {
    return parsed.asCommandLineList().stream()
        .anyMatch(line -> line.isUsageHelpRequested() || line.isVersionHelpRequested());
  }

  private static ExitCode execute(ParseResult parsed, Terminal terminal) throws Exception {
    var lines = parsed.asCommandLineList();
    for (CommandLine line : lines) {
      line.setOut(new PrintWriter(terminal.out(), true, UTF_8));
      line.setErr(new PrintWriter(terminal.err(), true, UTF_8));
    }
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return ExitCode.OK;
    }
    CommandLine last = lines.get(lines.size() - 1);
    if (last.getCommand() instanceof Action action) {
      return action.run();
    }
    throw new ParameterException(
        last,
        "Which command? One of those in: " + last.getCommandSpec().qualifiedName() + " --help");
  }

  private static Failure usage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = e.getMessage() == null ? "The arguments are wrong." : e.getMessage();
    return new Failure(
        ExitCode.USAGE,
        message.endsWith(".") ? message : message + ".",
        "Run: " + command + " --help");
  }

  private static void explain(Throwable thrown, Terminal terminal) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      terminal.say("posthorn: because of " + at.getClass().getName() + ": " + at.getMessage());
      for (StackTraceElement frame : at.getStackTrace()) {
        if (frame.getClassName().startsWith("dev.posthorn")) {
          terminal.say("    at " + frame);
        }
      }
    }
  }
}
