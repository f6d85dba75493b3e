package dev.posthorn.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HouseTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.posthorn");
  private static final String PLANTED = "dev.posthorn.architecture.planted";

  @TestFactory
  Stream<DynamicTest> theHouseKeepsEachRule() {
    return HouseRules.below("dev.posthorn").entrySet().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(HOUSE)));
  }

  /** Each rule meets a class that was planted to break it, and says so. */
  @TestFactory
  Stream<DynamicTest> aPlantedViolationIsFound() {
    JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
    Map<String, ArchRule> rules = HouseRules.below(PLANTED);
    return rules.entrySet().stream()
        // cli may use all; nothing can be planted against it.
        .filter(rule -> !rule.getKey().equals("cli"))
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getKey(),
                    () ->
                        assertThat(rule.getValue().evaluate(planted).hasViolation())
                            .as("the rule sees its planted violation")
                            .isTrue()));
  }

  @Test
  void everyClassOfTheHouseIsLookedAt() {
    assertThat(HOUSE).hasSizeGreaterThan(40);
  }
}
