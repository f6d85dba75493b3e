package dev.posthorn.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * What the help of every command has in common, added when a help is asked for: width, version,
 * exit codes.
 */
final class HelpText {
  private static final int WIDTH = 100;

  private HelpText() {}

  static void complete(CommandLine line) {
    line.setUsageHelpWidth(WIDTH);
    line.getCommandSpec().version(version());
    line.getCommandSpec()
        .usageMessage()
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%n")
        .commandListHeading("%nCommands:%n")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(
            CommandLine.Model.UsageMessageSpec.keyValuesMap(exitCodes().toArray(String[]::new)));
    line.getSubcommands().values().forEach(HelpText::completeSubcommand);
  }

  private static void completeSubcommand(CommandLine line) {
    line.setUsageHelpWidth(WIDTH);
    line.getCommandSpec().version(version());
    line.getCommandSpec()
        .usageMessage()
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%n")
        .commandListHeading("%nCommands:%n")
        .footerHeading("%nExamples:%n");
    line.getSubcommands().values().forEach(HelpText::completeSubcommand);
  }

  private static List<String> exitCodes() {
    List<String> lines = new ArrayList<>();
    Arrays.stream(ExitCode.values())
        .forEach(code -> lines.add(" " + code.status() + ":" + code.meaning().replace("%", "%%")));
    return lines;
  }

  static String version() {
    String version =
        Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return "posthorn " + version + " (Java " + System.getProperty("java.runtime.version") + ")";
  }
}
