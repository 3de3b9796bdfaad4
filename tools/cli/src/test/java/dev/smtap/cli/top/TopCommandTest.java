package dev.smtap.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.CommandRun;
import dev.smtap.cli.GlobalSection;
import dev.smtap.cli.NodesHere;
import dev.smtap.facility.NetworkKind;
import dev.smtap.node.AdapterConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.FlowKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** smtap top where there is no terminal, over real sections. */
class TopCommandTest {
  private NodesHere here;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
  }

  private CommandRun top(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("top", "--facility", here.root.toString(), "--partition", "p"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void printsEverythingOnce() throws SystemException {
    here.start(
        1, new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL), false);
    try (GlobalSection section = new GlobalSection(here.facility(), 4)) {
      section.addFlow(FlowKey.TCP, "10.77.0.1", "192.0.2.1", 1_000, 4);
      CommandRun run = top("--once", "--interval", "0.1");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .startsWith(" smtap p   2 up   0 bit/s  0 frames/s  0 lost/s ")
          .containsPattern("(?m)^      1  up +\\. +\\. +\\. +0$")
          .containsPattern("(?m)^     1  sml0 +inside +down +1500 ")
          .containsPattern(
              "(?m)^ tcp +10\\.77\\.0\\.1:80 +192\\.0\\.2\\.1:1000 +4 +4 +established ")
          .contains("nothing was lost");
      assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    }
  }

  @Test
  void withoutATerminalItSaysWhatToTake() throws SystemException {
    here.start(
        1, new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL), false);
    CommandRun run = top();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "smtap: cannot show a partition live: standard input or output is no terminal; take"
                + " 'smtap top --once', or 'smtap status'\n");
  }

  @Test
  void anIntervalThatCannotBeIsWrongUsage() {
    for (String each : List.of("0", "-1", "NaN", "4000", "x")) {
      assertThat(top("--interval", each).exitCode()).isEqualTo(2);
    }
  }
}
