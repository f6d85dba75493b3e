package dev.posthorn.cli;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * Writes what the annotations of the commands say for {@link CommandModel}, which reads it in the
 * same order. The build calls it when the commands are compiled.
 */
final class CommandModelWriter {
  private final DataOutputStream out;
  private final CommandSpec spec;

  /** The command, then its mixins. */
  private final List<Object> objects = new ArrayList<>();

  private CommandModelWriter(DataOutputStream out, CommandSpec spec) {
    this.out = out;
    this.spec = spec;
    objects.add(spec.userObject());
  }

  /**
   * Writes a file for each command.
   *
   * @param arguments the folder for them
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Terminal nobody = Terminal.ofProcess();
    LastWords none = new LastWords(nobody, false);
    write(folder, new PosthornCommand(nobody, page -> false, none));
    for (String name : Commands.NAMES) {
      write(folder, Commands.create(name));
    }
    SettingNames.write(folder);
  }

  private static void write(Path folder, Object command)
      throws IOException, ReflectiveOperationException {
    CommandSpec spec = new CommandLine(command).getCommandSpec();
    Path file = folder.resolve(CommandModel.file(spec.name()));
    try (OutputStream out = Files.newOutputStream(file)) {
      new CommandModelWriter(new DataOutputStream(out), spec).command();
    }
  }

  private void command() throws IOException, ReflectiveOperationException {
    out.writeUTF(spec.name());
    UsageMessageSpec usage = spec.usageMessage();
    texts(usage.description());
    out.writeBoolean(usage.hidden());
    texts(usage.customSynopsis());
    out.writeUTF(usage.synopsisSubcommandLabel());
    out.writeBoolean(usage.sortOptions());
    out.writeUTF(usage.footerHeading());
    texts(usage.footer());
    mixins();
    specs();
    out.writeShort(spec.args().size());
    for (ArgSpec argument : spec.args()) {
      out.writeBoolean(argument.isOption());
      if (argument instanceof OptionSpec option) {
        option(option);
      } else {
        positional((PositionalParamSpec) argument);
      }
    }
    out.writeShort(spec.subcommands().size());
    for (CommandLine line : spec.subcommands().values()) {
      CommandSpec below = line.getCommandSpec();
      out.writeUTF(below.userObject().getClass().getName());
      CommandModelWriter writer = new CommandModelWriter(out, below);
      writer.binding(annotated(below.userObject(), ParentCommand.class).get(0));
      writer.command();
    }
  }

  private void mixins() throws IOException, ReflectiveOperationException {
    out.writeShort(count(spec));
    for (int i = 0; i < objects.size(); i++) { // Which grows as mixins have mixins.
      for (Field field : annotated(objects.get(i), Mixin.class)) {
        binding(field);
        Object mixin = field.get(objects.get(i));
        if (objects.stream().anyMatch(object -> object.getClass() == mixin.getClass())) {
          throw new IllegalStateException("Which " + mixin.getClass() + " has an option?");
        }
        out.writeUTF(mixin.getClass().getName());
        objects.add(mixin);
      }
    }
  }

  private static int count(CommandSpec spec) {
    return spec.mixins().values().stream().mapToInt(mixin -> 1 + count(mixin)).sum();
  }

  private void specs() throws IOException {
    List<Field> fields =
        objects.stream().flatMap(object -> annotated(object, Spec.class).stream()).toList();
    out.writeShort(fields.size());
    for (Field field : fields) {
      binding(field);
    }
  }

  private void option(OptionSpec option) throws IOException {
    texts(option.names());
    out.writeUTF(option.paramLabel());
    texts(option.description());
    types(option);
    out.writeUTF(option.splitRegex());
    out.writeUTF(option.fallbackValue());
    out.writeBoolean(option.hidden());
    out.writeBoolean(option.required());
    out.writeBoolean(option.usageHelp());
    out.writeBoolean(option.versionHelp());
    out.writeBoolean(option.scopeType() == ScopeType.INHERIT);
    out.writeUTF(option.arity().isUnspecified() ? "" : option.arity().toString());
    out.writeUTF(
        option.converters().length == 0 ? "" : option.converters()[0].getClass().getName());
    binding((Field) option.userObject());
  }

  private void positional(PositionalParamSpec positional) throws IOException {
    binding((Field) positional.userObject());
    out.writeUTF(positional.index().toString());
    out.writeUTF(positional.arity().toString());
    out.writeUTF(positional.paramLabel());
    texts(positional.description());
    types(positional);
    out.writeBoolean(positional.required());
  }

  private void types(ArgSpec argument) throws IOException {
    out.writeUTF(argument.type().getName());
    out.writeUTF(argument.auxiliaryTypes()[0].getName());
  }

  private void binding(Field field) throws IOException {
    int owner = 0;
    while (!field.getDeclaringClass().isInstance(objects.get(owner))) {
      owner++;
    }
    out.writeShort(owner);
    out.writeUTF(field.getDeclaringClass().getName());
    out.writeUTF(field.getName());
  }

  private void texts(String[] texts) throws IOException {
    out.writeShort(texts.length);
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  private static List<Field> annotated(Object object, Class<? extends Annotation> annotation) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.isAnnotationPresent(annotation)) {
          fields.add(field);
        }
      }
    }
    return fields;
  }
}
