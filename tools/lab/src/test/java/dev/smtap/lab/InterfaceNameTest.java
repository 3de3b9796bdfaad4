package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Not every operator writes in English. */
@Tag("e2e")
class InterfaceNameTest {
  @RegisterExtension final Lab lab = new Lab();

  @Test
  void namesOutsideAsciiAreShownAsTheyAre() throws IOException {
    Path config =
        Files.writeString(
            lab.facility().resolve("smtap.toml"),
            """
            mtu = 1500
            [[node]]
            id = 1
            netns = "%s"
            [[node.local]]
            interface = "sm\u00e90"
            network = "acute"
            [[node.local]]
            interface = "sm\u00e80"
            network = "grave"
            """
                .formatted(lab.namespace("words")));
    LabNode node = lab.launchConfigured(config);
    node.awaitReady();
    assertThat(lab.status().adapter(1, "acute").path("interface").asString())
        .isEqualTo("sm\u00e90");
    assertThat(lab.status().adapter(1, "grave").path("interface").asString())
        .isEqualTo("sm\u00e80");
    List<String> command = new ArrayList<>(List.of("env", "LC_ALL=C.UTF-8"));
    command.addAll(lab.smtap("status", ""));
    assertThat(Program.run(Duration.ofSeconds(20), command).ok())
        .contains("sm\u00e90", "sm\u00e80")
        .doesNotContain("?");
  }
}
