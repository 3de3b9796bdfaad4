package dev.smtap.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.CommandRun;
import dev.smtap.cli.NodesHere;
import dev.smtap.facility.NetworkKind;
import dev.smtap.node.AdapterConfig;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** smtap bug-report about real sections of nodes in this process. */
class BugReportTest {
  private NodesHere here;
  private Path file;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
    file = here.root.resolve("report.zip");
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
  }

  private CommandRun report(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("bug-report", "--facility", here.root.toString(), "--partition", "p"));
    words.addAll(List.of("-o", file.toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private Map<String, String> parts() throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
        parts.put(each.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return parts;
  }

  @Test
  void hasEverythingAndNoSecret() throws IOException {
    here.start(
        3, new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL), false);
    Path config = here.root.resolve("my.toml");
    Files.writeString(config, "partition = \"p\"\n# password: s3cr3t\nmtu = 1500\n");
    CommandRun run = report("--config", config.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("wrote " + file + ": ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Map<String, String> parts = parts();
    assertThat(parts.get("status.txt")).startsWith("partition p: 1 node lives");
    assertThat(parts.get("status.json")).startsWith("{\"partition\":\"p\"");
    assertThat(parts.get("connections.json")).startsWith("{\"partition\":\"p\"");
    assertThat(parts.get("doctor.json")).startsWith("{\"isWell\":");
    assertThat(parts.get("smtap.toml"))
        .isEqualTo("partition = \"p\"\n# password: \"(left out)\"\nmtu = 1500\n");
    assertThat(parts.get("machine.txt")).contains("Linux version", "MemTotal:", "Java 25");
    // "SMTAPNOD", and the name of the network.
    assertThat(parts.get("facility/node-3.hex")).contains("534d5441504e4f44", "696e73696465");
    assertThat(parts.get("facility/files.txt")).contains(" common", " node-3");
    assertThat(parts.get("here/sysctl.txt")).contains("net/ipv4/ip_early_demux = ");
    assertThat(parts.get("contents.txt"))
        .contains("status.txt: nodes, networks, adapters, rings and drops, ")
        .contains("\nWhat could not be had, and why\n");
    assertThat(String.join("", parts.values())).doesNotContain("s3cr3t");
  }

  @Test
  void saysWhatItCouldNotHave() throws IOException {
    CommandRun run = report("--config", "/no/such.toml");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "smtap: cannot find partition p: there is no %s/p; start a node with 'smtap run', or"
                + " check --partition and --facility; the report has only what there is without"
                + " it\n",
            here.root);
    assertThat(run.out())
        .contains("without smtap.toml: there is no /no/such.toml\n")
        .contains("without status.txt: cannot find partition p: ");
    assertThat(parts().get("contents.txt"))
        .contains(
            "\nfacility/: the files of the partition: cannot find partition p: there is no ",
            "\nsmtap.toml: the configuration file /no/such.toml: there is no /no/such.toml\n");
  }

  @Test
  void neverOverwrites() throws IOException {
    Files.writeString(file, "mine");
    CommandRun run = report();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "smtap: cannot write bug report %s: it is there already; name another file with -o, or"
                + " remove it\n",
            file);
    assertThat(file).hasContent("mine");
  }

  @Test
  void aDirectoryThatIsNotThereIsSaidSo() {
    file = here.root.resolve("none/report.zip");
    assertThat(report().err())
        .isEqualTo(
            "smtap: cannot write bug report %s: there is no such directory; make it, or name another"
                + " with -o\n",
            file);
  }

  @Test
  void aPartThatIsTooLongIsCutBetweenLines() throws IOException {
    try (Bundle bundle = Bundle.create(file)) {
      bundle.add("long.txt", "long", () -> "0123456789abcde\n".repeat(1 << 17));
      bundle.finish();
    }
    assertThat(parts().get("long.txt"))
        .endsWith("\n0123456789abcde\n(cut here: it has more than 2000000 characters)\n")
        .hasSizeLessThan(Bundle.MOST_CHARS + 100);
  }

  @Test
  void takesNothingFromBehindALinkAndWaitsForNoFifo() throws Exception {
    here.start(
        3, new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL), false);
    Path secret = Files.writeString(here.root.resolve("secret"), "SECRET".repeat(100));
    Files.createSymbolicLink(here.root.resolve("p/node-9"), secret);
    Process fifo = new ProcessBuilder("mkfifo", here.root.resolve("p/node-8").toString()).start();
    assertThat(fifo.waitFor()).isZero();
    CommandRun run = report();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("without facility/node-9.hex: " + here.root + "/p/node-9 is not a file\n")
        .contains("without facility/node-8.hex: " + here.root + "/p/node-8 is not a file\n");
    assertThat(parts()).containsKey("facility/node-3.hex").doesNotContainKey("facility/node-9.hex");
  }

  @Test
  void whatIsNotFinishedIsNotLeft() throws IOException {
    try (Bundle bundle = Bundle.create(file)) {
      bundle.add("one.txt", "one", () -> "one");
    }
    assertThat(file).doesNotExist();
  }
}
