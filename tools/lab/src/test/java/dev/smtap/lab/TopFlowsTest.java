package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** smtap top with a flow to a global address in its last view. */
@Tag("e2e")
class TopFlowsTest {
  private static final int PORT = 4_000;
  private static final int CLIENT_PORT = 40_000;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, 2, "--mtu 1500");
  }

  @Test
  void showsAFlow() throws IOException {
    Host client = globals.host(1);
    // A port of its own choice would be another number each time.
    InetSocketAddress own = new InetSocketAddress(client.ip4(), CLIENT_PORT);
    try (IdServer _ = IdServer.tcp(globals.host(2), Globals.IP4, PORT);
        Caller caller = Caller.tcpFrom(client.netns(), own, Globals.IP4, PORT);
        Tmux terminal = new Tmux(LAB.facility(), 80, 24)) {
      assertThat(caller.ask((byte) 1)).isEqualTo(2);
      terminal.type(String.join(" ", LAB.smtap("top", "--interval 0.5")));
      terminal.awaitSeen("q quit");
      terminal.press("5");
      // It comes in on the client's own node, and the other one has the socket.
      terminal.awaitSeen("(?m)^ +tcp +10\\.99\\.0\\.1:4000 +10\\.77\\.0\\.1:400… +1 +2 ");
      TopScreen.await(terminal, "flows-some");
      terminal.resize(120, 24);
      TopScreen.await(terminal, "flows-some-wide");
      terminal.press("q");
    }
  }
}
