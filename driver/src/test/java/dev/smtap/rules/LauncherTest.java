package dev.smtap.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The launcher names methods for the compiler; a name without a method would do nothing, silently.
 */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("../packaging/src/main/sh/smtap");
  private static final Path SOURCES = Path.of("src/main/java/dev/smtap");
  private static final Pattern METHOD = Pattern.compile("\\b([A-Z]\\w+)::(\\w+)\\b");
  private static final Pattern PACKAGES = Pattern.compile("dev\\.smtap\\.([a-z]+)\\.\\*");

  private static List<MatchResult> inLauncher(Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(LAUNCHER)).results().toList();
  }

  @Test
  void itsMethodsAreThere() throws IOException {
    List<MatchResult> methods = inLauncher(METHOD);
    assertThat(methods).hasSizeGreaterThan(10);
    for (MatchResult each : methods) {
      String source = Files.readString(SOURCES.resolve("local/" + each.group(1) + ".java"));
      Pattern declared =
          Pattern.compile("^  \\S.* " + each.group(2) + "\\(.*\\{?$", Pattern.MULTILINE);
      assertThat(declared.matcher(source).find()).as(each.group()).isTrue();
    }
  }

  @Test
  void itsPackagesAreThere() throws IOException {
    List<MatchResult> packages = inLauncher(PACKAGES);
    assertThat(packages).hasSizeGreaterThan(1);
    for (MatchResult each : packages) {
      assertThat(SOURCES.resolve(each.group(1))).isDirectory();
    }
  }
}
