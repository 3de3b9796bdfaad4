package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drawings in packaging/doc/format.md are those of the descriptor classes. */
class FormatDocumentTest {
  private static final Path DOCUMENT = Path.of("../packaging/doc/format.md");
  private static final Pattern DRAWING =
      Pattern.compile("<!-- (dev\\.smtap\\.[\\w.]+) -->\n```\n(.*?)\n```\n", Pattern.DOTALL);

  /** A drawing of the document, and the class that it is of. */
  record Drawn(String descriptor, String picture) {
    @Override
    public String toString() {
      return descriptor;
    }
  }

  static List<Drawn> drawings() throws IOException {
    List<Drawn> found = new ArrayList<>();
    Matcher matcher = DRAWING.matcher(Files.readString(DOCUMENT));
    while (matcher.find()) {
      found.add(new Drawn(matcher.group(1), matcher.group(2)));
    }
    return found;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("drawings")
  void isThatOfTheClass(Drawn drawn) throws IOException {
    Path source = Path.of("src/main/java", drawn.descriptor().replace('.', '/') + ".java");
    String text = Files.readString(source);
    String picture =
        text.substring(text.indexOf("<pre>\n") + 6, text.indexOf(" * </pre>"))
            .lines()
            .map(line -> line.replaceFirst("^ \\* ?", "").stripTrailing())
            .collect(Collectors.joining("\n"));
    assertThat(drawn.picture()).isEqualTo(picture);
  }

  @Test
  void noLayoutIsLeftOut() throws IOException {
    List<String> inDocument = drawings().stream().map(Drawn::descriptor).toList();
    List<String> layouts =
        Layout.all().map(each -> each.descriptor().getName()).distinct().toList();
    assertThat(inDocument).containsAll(layouts);
  }
}
