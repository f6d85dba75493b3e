package dev.posthorn.cli;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/**
 * Describes a command to picocli from what {@link CommandModelWriter} has read of its annotations
 * when Posthorn was built. To read them each time would take longer than all else that a short send
 * does.
 */
final class CommandModel {
  private final DataInputStream in;

  /** The command, then its mixins. */
  private final List<Object> objects = new ArrayList<>();

  private CommandModel(DataInputStream in, Object command) {
    this.in = in;
    objects.add(command);
  }

  /**
   * The command line of a command, without those of its parent. Where the launcher did not start
   * Java the annotations are read: those classes may be newer than any file.
   */
  static CommandLine of(String name, Object command) {
    String lib = System.getProperty("posthorn.lib");
    Path file = lib == null ? null : Path.of(lib, "commands", file(name));
    return file == null || Files.notExists(file) ? new CommandLine(command) : read(file, command);
  }

  static CommandLine read(Path file, Object command) {
    try {
      byte[] model = Files.readAllBytes(file);
      return new CommandModel(new DataInputStream(new ByteArrayInputStream(model)), command)
          .command();
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("The description of a command in " + file + " is damaged", e);
    }
  }

  static String file(String command) {
    return command + ".model";
  }

  private CommandLine command() throws IOException, ReflectiveOperationException {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(objects.get(0)).name(in.readUTF());
    spec.usageMessage()
        .description(texts())
        .hidden(in.readBoolean())
        .customSynopsis(texts())
        .synopsisSubcommandLabel(in.readUTF())
        .sortOptions(in.readBoolean())
        .footerHeading(in.readUTF())
        .footer(texts());
    for (int left = in.readShort(); left > 0; left--) {
      Binding field = binding();
      Object mixin = create(in.readUTF());
      field.set(mixin);
      objects.add(mixin);
    }
    for (int left = in.readShort(); left > 0; left--) {
      binding().set(spec);
    }
    for (int left = in.readShort(); left > 0; left--) {
      spec.add(in.readBoolean() ? option() : positional());
    }
    CommandLine line = new CommandLine(spec);
    for (int left = in.readShort(); left > 0; left--) {
      CommandModel below = new CommandModel(in, create(in.readUTF()));
      below.binding().set(objects.get(0)); // Its @ParentCommand.
      line.addSubcommand(below.command());
    }
    return line;
  }

  private OptionSpec option() throws IOException, ReflectiveOperationException {
    OptionSpec.Builder option =
        OptionSpec.builder(texts())
            .paramLabel(in.readUTF())
            .description(texts())
            .type(type())
            .auxiliaryTypes(type())
            .splitRegex(in.readUTF())
            .fallbackValue(in.readUTF())
            .hidden(in.readBoolean())
            .required(in.readBoolean())
            .usageHelp(in.readBoolean())
            .versionHelp(in.readBoolean())
            .hasInitialValue(false) // Each object is parsed into once.
            .scopeType(in.readBoolean() ? ScopeType.INHERIT : ScopeType.LOCAL);
    String arity = in.readUTF();
    if (!arity.isEmpty()) {
      option.arity(arity);
    }
    String converter = in.readUTF();
    if (!converter.isEmpty()) {
      option.converters((ITypeConverter<?>) create(converter));
    }
    Binding field = binding();
    return option.getter(field).setter(field).build();
  }

  private PositionalParamSpec positional() throws IOException, ReflectiveOperationException {
    Binding field = binding();
    return PositionalParamSpec.builder()
        .index(in.readUTF())
        .arity(in.readUTF())
        .paramLabel(in.readUTF())
        .description(texts())
        .type(type())
        .auxiliaryTypes(type())
        .required(in.readBoolean())
        .hasInitialValue(false)
        .getter(field)
        .setter(field)
        .build();
  }

  private static Object create(String type) throws ReflectiveOperationException {
    return Class.forName(type).getDeclaredConstructor().newInstance();
  }

  private Binding binding() throws IOException {
    return new Binding(objects.get(in.readShort()), in.readUTF(), in.readUTF());
  }

  private Class<?> type() throws IOException, ClassNotFoundException {
    String name = in.readUTF();
    return switch (name) {
      case "boolean" -> boolean.class;
      case "int" -> int.class;
      default -> Class.forName(name);
    };
  }

  private String[] texts() throws IOException {
    String[] texts = new String[in.readShort()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = in.readUTF();
    }
    return texts;
  }

  /** A field of a command or of a mixin, looked for only when it is needed. */
  private record Binding(Object owner, String type, String name) implements IGetter, ISetter {
    private Field field() throws ReflectiveOperationException {
      return Class.forName(type).getDeclaredField(name);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As IGetter demands.
    public <T> @Nullable T get() throws ReflectiveOperationException {
      return (T) field().get(owner);
    }

    @Override
    public <T> @Nullable T set(@Nullable T value) throws ReflectiveOperationException {
      field().set(owner, value);
      return value;
    }

    @Override
    public String toString() {
      return type + "." + name;
    }
  }
}
