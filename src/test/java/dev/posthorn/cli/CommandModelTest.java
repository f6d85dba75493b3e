package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

  static Stream<Object[]> commands() {
    Terminal terminal = Terminal.ofProcess();
    LastWords last = new LastWords(terminal, false);
    return Stream.concat(Stream.of("posthorn"), Commands.NAMES.stream())
        .map(
            name ->
                new Object[] {
                  name,
                  new CommandLine(fresh(name, terminal, last)),
                  CommandModel.of(name, fresh(name, terminal, last))
                });
  }

  private static Object fresh(String name, Terminal terminal, LastWords last) {
    return name.equals("posthorn")
        ? new PosthornCommand(terminal, page -> false, last)
        : Commands.create(name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void saysTheSame(String name, CommandLine annotated, CommandLine read) {
    assertThat(CommandModel.class.getResource(CommandModel.file(name))).isNotNull();
    assertSame(annotated.getCommandSpec(), read.getCommandSpec());
    assertThat(read.getUsageMessage()).isEqualTo(annotated.getUsageMessage());
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
