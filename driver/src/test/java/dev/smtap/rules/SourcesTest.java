package dev.smtap.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How sources look, in all modules. */
class SourcesTest {
  private static final int LONGEST_FILE = 400;

  // In pieces, so that this file holds to its own rule.
  private static final Pattern LEFT_UNDONE =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
  private static final Pattern SLEEP =
      Pattern.compile("\\bThread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(");

  private final Sources sources = Sources.ofTheProject();

  @Test
  void noFileIsLong() {
    assertThat(sources.files())
        .filteredOn(file -> Sources.lines(file).size() > LONGEST_FILE)
        .extracting(sources::name)
        .isEmpty();
  }

  @Test
  void nothingIsLeftUndone() {
    assertThat(linesWith(sources.files().stream(), LEFT_UNDONE)).isEmpty();
  }

  @Test
  void nothingThatIsShippedSleeps() {
    assertThat(linesWith(sources.mainJava(), SLEEP)).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() {
    assertThat(sources.mainJava().map(Path::getParent).distinct())
        .allSatisfy(directory -> {
          Path info = directory.resolve("package-info.java");
          assertThat(info).exists();
          assertThat(Files.readString(info)).startsWith("/**").contains("@NullMarked");
        });
  }

  /** Constants leave no trace in byte code, so {@link LayeringTest} does not see their imports. */
  @Test
  void importsFollowTheLayers() {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, List<String>> layer : Layers.forbidden().entrySet()) {
      String directory = "driver/src/main/java/dev/smtap/" + layer.getKey() + "/";
      String above = String.join("|", layer.getValue());
      wrong.addAll(
          linesWith(
              sources.mainJava().filter(file -> sources.name(file).startsWith(directory)),
              Pattern.compile("^import (static )?dev\\.smtap\\.(" + above + ")\\.")));
    }
    assertThat(wrong).isEmpty();
  }

  private List<String> linesWith(Stream<Path> files, Pattern pattern) {
    return files
        .flatMap(file ->
            Sources.lines(file).stream()
                .filter(line -> pattern.matcher(line).find())
                .map(line -> sources.name(file) + ": " + line.strip()))
        .toList();
  }
}
