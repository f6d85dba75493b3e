package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.gmail.Delivery;
import dev.posthorn.message.Priority;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code posthorn} command. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the command line, as the shell split it
   */
  public static void main(String[] arguments) {
    Stdout stdout = new Stdout();
    Terminal terminal = Terminal.ofProcess(stdout);
    ExitCode code =
        arguments.length == 1 && arguments[0].equals("--version")
            ? version(terminal, stdout)
            : command(arguments, terminal, stdout);
    try {
      if (Boolean.getBoolean("posthorn.archive.stale")) {
        ArchiveRemake.begin(terminal.environment());
      }
    } finally { // Whatever came of that, the command ends as it ended.
      System.exit(code.status());
    }
  }

  /** Scripts ask for it often, and what goes before a command would take them longer. */
  private static ExitCode version(Terminal terminal, Stdout stdout) {
    terminal.data(HelpText.version());
    return written(ExitCode.OK, terminal, stdout.isReaderGone());
  }

  private static ExitCode command(String[] arguments, Terminal terminal, Stdout stdout) {
    ownTheProcess();
    LastWords last = new LastWords(terminal, namesJson(arguments));
    Runtime.getRuntime().addShutdownHook(new Thread(last::stopped));
    ExitCode code;
    try {
      Utf8Arguments.check(arguments);
      Proxies.apply(terminal.environment()); // First: Java reads some of its settings once.
      HeadStart.take(arguments, terminal.environment());
      code = run(arguments, terminal, Browser.of(terminal), last);
    } catch (Stop e) {
      code = last.say(Failure.of(e));
    }
    terminal.out().flush();
    code = written(code, terminal, last.isOnlyShowing() && stdout.isReaderGone());
    last.end();
    return code;
  }

  /**
   * A failure, where stdout did not take what was to be in it.
   *
   * @param enough whether whoever reads has seen enough
   */
  private static ExitCode written(ExitCode code, Terminal terminal, boolean enough) {
    if (code == ExitCode.OK && terminal.out().checkError() && !enough) {
      terminal.say("posthorn: the command did its work, but stdout took no more.");
      return ExitCode.IO;
    }
    return code;
  }

  /** Settings of a whole JVM, which only a program may make, and no library. */
  static void ownTheProcess() {
    // As many connections may be kept as the outbox has workers; without this, Java keeps five.
    System.setProperty("http.maxConnections", "64");
    System.setProperty("picocli.disable.closures", "true"); // It would look for Groovy in each jar.
    // None of our options is one of these; each converter costs a class and a reflective look-up.
    System.setProperty("picocli.converters.excludes", "java\\.(sql|time)\\..*");
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
      return execute(parsed, terminal, last);
    } catch (ParameterException e) {
      return last.say(usage(e));
    } catch (Throwable e) {
      // An Error, too: only here is it known that nobody may take it for "not sent".
      return last.say(Failure.of(e), verbose ? () -> explain(e, terminal) : () -> {});
    }
  }

  /**
   * Parses. To describe each command to picocli would take longer than a short send has, so only
   * those are that the command line names, whatever it means by the word. What is about all of
   * them, a help or a word that nobody knows, is parsed once more with all.
   */
  private static ParseResult parse(
      String[] arguments, Terminal terminal, Supplier<PosthornCommand> fresh) throws Stop {
    Set<String> named = Commands.namedIn(arguments);
    try {
      ParseResult parsed = parse(arguments, terminal, fresh, named);
      if (!parsed.isUsageHelpRequested() && !Commands.areAboutAll(named)) {
        return parsed;
      }
    } catch (ParameterException e) {
      if (e.getCommandLine().getParent() != null) {
        throw e;
      }
    }
    return parse(arguments, terminal, fresh, Commands.NAMES);
  }

  /** Parses, and once more where the home that was named has defaults for options. */
  private static ParseResult parse(
      String[] arguments,
      Terminal terminal,
      Supplier<PosthornCommand> fresh,
      Collection<String> commands)
      throws Stop {
    PosthornCommand posthorn = fresh.get();
    CommandLine line = commandLine(posthorn, commands);
    String[] words = OptionWords.joined(SendmailArguments.rewrite(arguments, line), line);
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
    PosthornCommand withDefaults = fresh.get();
    withDefaults.settings(defaults.get());
    return commandLine(withDefaults, commands)
        .setDefaultValueProvider(defaults.get())
        .parseArgs(words);
  }

  /** The names of the options on the command line. */
  private static Set<String> given(ParseResult parsed) {
    Set<String> given = new HashSet<>();
    for (CommandLine line : parsed.asCommandLineList()) {
      for (OptionSpec option : line.getParseResult().matchedOptions()) {
        given.addAll(List.of(option.names()));
      }
    }
    return given;
  }

  private static CommandLine commandLine(PosthornCommand posthorn, Collection<String> commands) {
    CommandLine line = CommandModel.of("posthorn", posthorn);
    for (String name : commands) {
      Commands.add(name, posthorn, line);
    }
    // An argument that begins with @ is text: --text @/etc/passwd must not mail that file.
    line.setExpandAtFiles(false);
    // What is a value was decided by OptionWords, and any text may be one.
    line.setAllowOptionsAsOptionParameters(true);
    line.setAllowSubcommandsAsOptionParameters(true);
    line.setEndOfOptionsDelimiter(OptionWords.END);
    line.registerConverter(WayOptions.Via.class, new ChoiceConverter<>(WayOptions.Via.class));
    line.registerConverter(Delivery.class, new ChoiceConverter<>(Delivery.class));
    line.registerConverter(Priority.class, new ChoiceConverter<>(Priority.class));
    return line;
  }

  private static boolean isHelp(ParseResult parsed) {
    for (CommandLine line : parsed.asCommandLineList()) {
      if (line.isUsageHelpRequested() || line.isVersionHelpRequested()) {
        return true;
      }
    }
    return false;
  }

  private static ExitCode execute(ParseResult parsed, Terminal terminal, LastWords words)
      throws Exception {
    var lines = parsed.asCommandLineList();
    for (CommandLine line : lines) {
      line.setOut(new PrintWriter(terminal.out(), true, UTF_8));
      line.setErr(new PrintWriter(terminal.err(), true, UTF_8));
    }
    if (isHelp(parsed)) {
      words.onlyShows();
      HelpText.complete(lines.get(0));
      CommandLine.executeHelpRequest(parsed);
      return ExitCode.OK;
    }
    CommandLine last = lines.get(lines.size() - 1);
    if (last.getCommand() instanceof Action action) {
      PosthornCommand posthorn = lines.get(0).getCommand();
      posthorn.tellOfSettings(action.told());
      if (action.onlyShows()) {
        words.onlyShows();
      }
      return action.run();
    }
    throw new ParameterException(
        last,
        "Which command? One of those in: " + last.getCommandSpec().qualifiedName() + " --help");
  }

  private static Failure usage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = e.getMessage() == null ? "The arguments are wrong" : e.getMessage();
    if (e instanceof UnmatchedArgumentException unknown
        && !e.getCommandLine().getSubcommands().isEmpty()
        && !unknown.isUnknownOption()) {
      message = "There is no command '" + unknown.getUnmatched().get(0) + "'";
    }
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
