package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** smtap top in a real terminal, over nodes with traffic. */
@Tag("e2e")
class TopTest {
  @RegisterExtension static final Lab LAB = new Lab();

  private static List<Host> hosts = List.of();

  @BeforeAll
  static void start() {
    hosts = LAB.hosts(2, "--mtu 1500");
    Netns first = hosts.get(0).netns();
    var _ = first.start("ping -n -q -i 0.002 -s 1000 " + hosts.get(1).ip4());
    // What is for nobody is lost.
    first.ip("neigh add 10.77.0.9 lladdr 02:53:4d:00:00:09 dev " + Host.INTERFACE);
    var _ = first.start("ping -n -q -i 0.1 10.77.0.9");
  }

  @AfterAll
  static void forget() {
    hosts = List.of();
  }

  private static String command() {
    return String.join(" ", LAB.smtap("top", "--interval 0.5"));
  }

  @Test
  void showsTheTrafficAndFollowsKeysAndSizes() {
    try (Tmux terminal = new Tmux(LAB.facility(), 80, 24)) {
      terminal.type(command());
      // Both ways of the ping: a number, and none to itself.
      await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(terminal.screen())
                  .containsPattern("(?m)^ +1  up +· +[0-9.]+M ")
                  .containsPattern("(?m)^ +2  up +[0-9.]+M +· "));
      TopScreen.await(terminal, "nodes");
      assertThat(terminal.screen().lines()).allMatch(line -> line.length() <= 80);
      terminal.press("2");
      TopScreen.await(terminal, "adapters");
      terminal.press("3");
      TopScreen.await(terminal, "rings");
      terminal.press("4");
      TopScreen.await(terminal, "drops");
      terminal.press("5");
      TopScreen.await(terminal, "flows");
      terminal.press("?");
      TopScreen.await(terminal, "help");
      terminal.press("Escape");
      terminal.resize(120, 40);
      terminal.press("2");
      TopScreen.await(terminal, "adapters-wide");
      assertThat(terminal.screen().lines().anyMatch(line -> line.length() > 80)).isTrue();
      terminal.resize(80, 24);
      TopScreen.await(terminal, "adapters");
      terminal.press("q");
      await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(5))
          .until(() -> terminal.property("#{alternate_on}").equals("0"));
    }
  }

  /**
   * What the shell says of its terminal, and whether tmux shows the cursor and the first screen.
   */
  private static String state(Tmux terminal, String mark) {
    terminal.type("clear; stty -g; echo " + mark + "-");
    String screen = terminal.awaitSeen("\n" + mark + "-");
    String modes = screen.lines().filter(line -> line.contains(":")).findFirst().orElseThrow();
    return modes + " " + terminal.property("#{cursor_flag} #{alternate_on} #{keypad_flag}");
  }

  @Test
  void leavesTheTerminalAsItWas() {
    try (Tmux terminal = new Tmux(LAB.facility(), 80, 24)) {
      String before = state(terminal, "BEFORE");
      assertThat(before).endsWith(" 1 0 0");
      for (String end : List.of("q", "C-c", "TERM", "HUP")) {
        terminal.type("echo shell-$((40+2)); " + command() + "; echo exit-$?-");
        terminal.awaitSeen("q quit");
        assertThat(terminal.property("#{cursor_flag} #{alternate_on}")).isEqualTo("0 1");
        assertThat(terminal.colours()).contains("\u001b[");
        if (end.length() == 1 || end.equals("C-c")) {
          terminal.press(end);
        } else {
          Program.ok("kill", "-" + end, topIn(terminal));
        }
        // The screen before it, as it was.
        assertThat(terminal.awaitSeen("exit-\\d")).contains("shell-42").doesNotContain("q quit");
        assertThat(state(terminal, "AFTER" + end)).as(end).isEqualTo(before);
      }
    }
  }

  private static String topIn(Tmux terminal) {
    String shell = terminal.property("#{pane_pid}");
    return Program.ok("pgrep", "-P", shell, "-f", "smtap").lines().findFirst().orElseThrow();
  }

  @Test
  void hasNoColourWhereNobodyWantsIt() {
    try (Tmux terminal = new Tmux(LAB.facility(), 80, 24)) {
      terminal.type("NO_COLOR=1 " + command());
      terminal.awaitSeen("q quit");
      // Colours of the foreground; bold and inverse are none.
      assertThat(terminal.colours()).doesNotContainPattern("\u001b\\[([0-9;]*;)?[39][0-7]m");
      terminal.press("q");
    }
  }

  @Test
  void refusesADumbTerminalInWords() {
    try (Tmux terminal = new Tmux(LAB.facility(), 80, 24)) {
      terminal.type("TERM=dumb " + command() + "; echo exit-$?-");
      assertThat(terminal.awaitSeen("exit-1-"))
          .contains("cannot show a partition live: the terminal is a dumb one");
    }
  }
}
