package dev.posthorn.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which package may use which: the table in RATIONALE.md, as rules below a root package. */
final class HouseRules {
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "message", List.of(),
          "auth", List.of(),
          "send", List.of("message"),
          "gmail", List.of("send", "auth", "message"),
          "smtp", List.of("send", "auth", "message"),
          "outbox", List.of("send", "message"),
          "merge", List.of("message"),
          "sandbox", List.of(),
          "cli", List.of("message", "auth", "send", "gmail", "smtp", "outbox", "merge", "sandbox"));

  private HouseRules() {}

  /** The rules by name, for the packages below {@code root}. */
  static Map<String, ArchRule> below(String root) {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    MAY_USE.forEach((name, others) -> rules.put(name, uses(root, name, others)));
    rules.put(
        "known packages",
        classes().should().resideInAnyPackage(in(root, MAY_USE.keySet().stream())));
    rules.put("no cycles", slices().matching(root + ".(*)..").should().beFreeOfCycles());
    rules.put(
        "com.google",
        noClasses()
            .that(not(resideInAnyPackage(in(root, Stream.of("auth", "gmail", "cli", "merge")))))
            .should()
            .dependOnClassesThat(resideInAPackage("com.google..")));
    rules.put(
        "com.google in merge, which reads JSON",
        noClasses()
            .that(resideInAPackage(root + ".merge.."))
            .should()
            .dependOnClassesThat(
                resideInAPackage("com.google..").and(not(resideInAPackage("com.google.gson..")))));
    rules.put(
        "java.sql",
        noClasses()
            .that(not(resideInAPackage(root + ".outbox..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..")));
    rules.put(
        "process streams",
        noClasses()
            .that(not(resideInAPackage(root + ".cli..")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class));
    rules.put(
        "java deserialisation",
        noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(java.io.ObjectInputStream.class));
    return rules;
  }

  private static ArchRule uses(String root, String name, List<String> others) {
    String own = root + "." + name + "..";
    String[] allowed =
        Stream.concat(Stream.of(own), Stream.of(in(root, others.stream()))).toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage(own))
        .should()
        .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed))));
  }

  private static String[] in(String root, Stream<String> names) {
    return names.map(name -> root + "." + name + "..").toArray(String[]::new);
  }
}
