package dev.smtap.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the classes of the driver may know of, read from their byte code. */
class LayeringTest {
  private static final JavaClasses DRIVER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.smtap");

  static Stream<Arguments> layers() {
    return Layers.forbidden().entrySet().stream()
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aPackageUsesOnlyThoseBelowIt(String layer, List<String> forbidden) {
    noClasses()
        .that()
        .resideInAPackage(Layers.ROOT + layer)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.stream().map(Layers.ROOT::concat).toArray(String[]::new))
        .allowEmptyShould(true)
        .check(DRIVER);
  }

  @Test
  void everyPackageIsOneOfTheLayers() {
    assertThat(DRIVER)
        .extracting(JavaClass::getPackageName)
        .allMatch(name -> Layers.isKnown(name.substring(Layers.ROOT.length())));
  }

  @Test
  void onlyTheMemoryPackageOrdersAccesses() {
    noClasses()
        .that()
        .resideOutsideOfPackage(Layers.ROOT + "memory")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.invoke.VarHandle")
        .check(DRIVER);
  }

  @Test
  void onlyThePosixPackageKnowsTheNativeLibraries() {
    noClasses()
        .that()
        .resideOutsideOfPackage(Layers.ROOT + "posix")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .check(DRIVER);
  }

  @Test
  void nothingSleepsToHideARace() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .check(DRIVER);
  }
}
