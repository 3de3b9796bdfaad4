package dev.smtap.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.CommandRun;
import dev.smtap.cli.Configured;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.facility.Geometry;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as it is called. */
class DoctorCommandTest {
  @TempDir private Path directory = Path.of("");

  private Path config(String text) throws IOException {
    return Files.writeString(directory.resolve("smtap.toml"), text);
  }

  @Test
  void wrongUsageHasCodeTwo() throws IOException {
    assertThat(CommandRun.of("doctor", "--nonsense").exitCode()).isEqualTo(2);
    CommandRun missing = CommandRun.of("doctor", "--config", directory.resolve("none").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).startsWith("smtap: cannot use configuration file ");
    CommandRun wrong = CommandRun.of("doctor", "--config", config("nodes = 'x'").toString());
    assertThat(wrong.exitCode()).isEqualTo(2);
  }

  @Test
  void aNamespaceThatIsNotThereIsSaid() {
    CommandRun run =
        CommandRun.of(
            "doctor", "--facility", directory.toString(), "--netns", "smtap-no-such-namespace");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("smtap: cannot open the network namespace");
    assertThat(run.out()).isEmpty();
  }

  /** So many nodes as large as they can be need terabytes, which is more than any /tmp has. */
  @Test
  void whatTheConfigurationNeedsIsCompared() throws IOException {
    StringBuilder text = new StringBuilder("facility = '" + directory + "'\n");
    text.append("slots = ").append(Geometry.MOST_SLOTS).append('\n');
    for (int id = 1; id <= 4_000; id++) {
      text.append("[[node]]\nid = ").append(id).append("\n[[node.local]]\n");
      text.append("interface = 'sml").append(id).append("'\nnetwork = 'one'\n");
    }
    CommandRun run =
        CommandRun.of("doctor", "--config", config(text.toString()).toString(), "--json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"check\":\"memory\"")
        .containsPattern(
            "has [0-9.]+ MB free, and the nodes may come to need [0-9]{7,}\\.[0-9] MB");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theNeedOfAConfigurationIsThatOfItsSections() throws IOException, SystemException {
    Path file =
        config(
            "facility = '"
                + directory
                + "'\npartition = 'p'\nslots = 2048\nnodes = 8\n"
                + "[[node]]\nid = 1\n[[node.local]]\ninterface = 'sml0'\n"
                + "[[node.global]]\ninterface = 'smg0'\nflows = 8192\n"
                + "[[node]]\nid = 2\n[[node.local]]\ninterface = 'sml1'\nnetwork = 'sml0'\nslots = 1024\n");
    Configured configured =
        Configured.read(Optional.of(file), new PlaceOptions(Optional.empty(), Optional.empty()));
    assertThat(configured.facility().directory()).isEqualTo(directory.resolve("p"));
    MemoryCheck.Facts facts = MemoryFacts.look(configured.facility(), configured.nodes());
    Geometry large = Geometry.of(8, 2048);
    Geometry small = Geometry.of(8, 1024);
    long head = 4096;
    long global = 45_056 + 64 * 8192;
    long sections = head + 2 * large.mostBytes(1) + global + head + small.mostBytes(1);
    long castSlots = configured.nodes().getFirst().commonPlan().broadcastBytes(2);
    assertThat(facts.most()).isEqualTo(sections + castSlots);
    assertThat(facts.has()).isZero();
  }

  @Test
  void fewerPeersNeedFewerLanes() {
    Geometry geometry = Geometry.of(64, 1024);
    assertThat(geometry.mostBytes(64)).isEqualTo(geometry.areaBytes());
    assertThat(geometry.mostBytes(1_000)).isEqualTo(geometry.areaBytes());
    assertThat(geometry.mostBytes(1)).isLessThan(geometry.mostBytes(2));
  }
}
