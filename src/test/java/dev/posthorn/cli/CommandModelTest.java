package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.gmail.Delivery;
import dev.posthorn.message.Priority;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Range;

/** What the build wrote of the commands is what picocli reads from their annotations. */
class CommandModelTest {
  /** What belongs to one object or to its annotations. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "initialValue",
          "hasInitialValue",
          "defaultValueString",
          "userObject",
          "getValue",
          "toString",
          "hashCode",
          "isAddMethodSubcommands",
          "specElements",
          "parentCommandElements",
          "getter",
          "setter",
          "scope");

  private static final Terminal NOBODY = Terminal.ofProcess();

  static Stream<String> commands() {
    return Stream.concat(Stream.of("posthorn"), Commands.NAMES.stream());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysTheSame(String name) {
    CommandLine annotated = new CommandLine(fresh(name));
    CommandLine read = read(name);
    assertSame(annotated.getCommandSpec(), read.getCommandSpec());
    assertThat(read.getUsageMessage()).isEqualTo(annotated.getUsageMessage());
  }

  /** Into the same fields of the same objects, with the same words for what is wrong. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "send --to a@x.org --to b@x.org,c@x.org --cc=d@x.org --subject Hi --text - --json",
        "--json --home /h send --account A@x.org --via smtp --smtp smtp://h:25 --no-login -v --dry-run",
        "send --queue --key k --at 9:00 --outbox-url jdbc:x --delivery draft --chunk-size 8M",
        "send --queue=false --priority high --header a:b --header c:d --attach f --inline a=b",
        "send --priority -1 --to",
        "send --chunk-size 3K",
        "send --tow x",
        "send x",
        "sendmail -t -i -f a@x.org --aliases f --via api -- b@x.org c@x.org",
        "login --scopes send,labels --scopes smtp --no-browser --timeout 3m",
        "login --scopes",
        "token --refresh=true --quiet",
        "outbox run --watch --workers 3 --max-wait 5m --daily-messages 7 --smtp smtps://h",
        "outbox show 9f2c --message --outbox-url jdbc:y",
        "outbox show",
        "outbox settle a --sent --resend",
        "logout --json --keep-grant --json",
        "help send outbox"
      })
  void parsesTheSame(String words) {
    String name = words.replaceFirst("^--json --home /h ", "").split(" ", 2)[0];
    PosthornCommand ofAnnotations = (PosthornCommand) fresh("posthorn");
    CommandLine annotated = new CommandLine(ofAnnotations);
    annotated.addSubcommand(name, new CommandLine(fresh(name)));
    CommandLine read = read("posthorn");
    read.addSubcommand(name, read(name));
    assertThat(parsed(read, words)).isEqualTo(parsed(annotated, words));
  }

  private static Object fresh(String name) {
    return name.equals("posthorn")
        ? new PosthornCommand(NOBODY, page -> false, new LastWords(NOBODY, false))
        : Commands.create(name);
  }

  private static CommandLine read(String name) {
    Path file = Path.of("target/commands", CommandModel.file(name));
    assertThat(file).as("run: mvn process-classes").exists();
    return CommandModel.read(file, fresh(name));
  }

  private static String parsed(CommandLine line, String words) {
    line.setExpandAtFiles(false);
    line.registerConverter(WayOptions.Via.class, new ChoiceConverter<>(WayOptions.Via.class));
    line.registerConverter(Delivery.class, new ChoiceConverter<>(Delivery.class));
    line.registerConverter(Priority.class, new ChoiceConverter<>(Priority.class));
    try {
      StringBuilder all = new StringBuilder();
      for (CommandLine each : line.parseArgs(words.split(" ", -1)).asCommandLineList()) {
        all.append(fields(each.getCommand()));
      }
      return all.toString();
    } catch (CommandLine.ParameterException e) {
      return e.getMessage();
    }
  }

  /** The values that options and picocli itself have set, those of mixins included. */
  private static Map<String, String> fields(Object object) {
    Map<String, String> fields = new TreeMap<>();
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == PosthornCommand.class) {
          continue; // Set by Commands.
        }
        for (Annotation annotation : field.getAnnotations()) {
          Object value = value(field, object);
          fields.put(
              type.getSimpleName() + "." + field.getName(),
              switch (annotation.annotationType().getSimpleName()) {
                case "Mixin" -> fields(value).toString();
                case "Option", "Parameters" -> String.valueOf(value);
                case "Spec" -> ((CommandSpec) value).qualifiedName();
                default -> value == null ? "" : value.getClass().getName();
              });
        }
      }
    }
    return fields;
  }

  private static Object value(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertSame(CommandSpec annotated, CommandSpec read) {
    assertThat(said(read)).isEqualTo(said(annotated));
    assertThat(said(read.usageMessage())).isEqualTo(said(annotated.usageMessage()));
    assertThat(said(read.parser())).isEqualTo(said(annotated.parser()));
    List<ArgSpec> arguments = annotated.args();
    assertThat(read.args()).hasSameSizeAs(arguments);
    for (int i = 0; i < arguments.size(); i++) {
      assertThat(said(read.args().get(i))).isEqualTo(said(arguments.get(i)));
      Field field = (Field) arguments.get(i).userObject();
      assertThat(read.args().get(i).setter())
          .hasToString(field.getDeclaringClass().getName() + "." + field.getName());
    }
    assertThat(read.subcommands().keySet())
        .containsExactlyElementsOf(annotated.subcommands().keySet());
    annotated
        .subcommands()
        .forEach(
            (name, line) ->
                assertSame(line.getCommandSpec(), read.subcommands().get(name).getCommandSpec()));
  }

  /** What each public method without parameters answers. */
  private static Map<String, String> said(Object spec) {
    Map<String, String> answers = new TreeMap<>();
    for (Method method : spec.getClass().getMethods()) {
      boolean asks = method.getParameterCount() == 0 && method.getReturnType() != void.class;
      if (asks && !NOT_COMPARED.contains(method.getName())) {
        answers.put(method.getName(), words(answer(method, spec)));
      }
    }
    return answers;
  }

  private static Object answer(Method method, Object spec) {
    try {
      method.setAccessible(true);
      return method.invoke(spec);
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String words(Object answer) {
    if (answer instanceof Object[] several) {
      return Arrays.stream(several).map(CommandModelTest::words).toList().toString();
    }
    if (answer instanceof Collection<?> several) {
      return several.stream().map(CommandModelTest::words).toList().toString();
    }
    if (answer == null) { // Which means the same to picocli as no text.
      return "";
    }
    boolean isPlain =
        answer instanceof String
            || answer instanceof Number
            || answer instanceof Boolean
            || answer instanceof Character
            || answer instanceof Class
            || answer instanceof Enum
            || answer instanceof Range;
    return isPlain ? String.valueOf(answer) : answer.getClass().getName();
  }
}
