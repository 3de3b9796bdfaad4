package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Nodes behind one address are killed, stopped, held up and taken off the network under load; one
 * is left alone, and none of its connections may notice.
 */
@Tag("fault")
class GlobalTortureTest {
  private static final int PORT = 7_000;
  private static final int INGRESS = 1;
  private static final int SPARED = 4;
  private static final int BLOWS = Full.times(8, 200);
  private static final long MILLIS_BETWEEN = 300;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension final Lab lab = new Lab();

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void connectionsOfOthersNoticeNothing(String address) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Globals globals = Globals.start(lab, SPARED, "--mtu 1500");
    try (IdServers _ = new IdServers(globals, address, PORT).tcp(2, 3, SPARED);
        CallerLoad load = new CallerLoad(globals.host(INGRESS).netns(), address, PORT)) {
      for (int i = 0; i < BLOWS; i++) {
        Blow blow = Blow.values()[random.nextInt(Blow.values().length)];
        int victim = 2 + random.nextInt(SPARED - 2);
        load.disturbed(victim);
        globals = blow.strike(globals, victim, () -> load.goesOnFor(MILLIS_BETWEEN));
        globals.awaitServing(SPARED);
        load.undisturbed(victim);
        assertThat(load.faults()).as("seed %d, blow %d: %s to %d", seed, i, blow, victim).isEmpty();
      }
      // All of them are served from again.
      Set<Integer> nodes = new HashSet<>();
      await()
          .atMost(LIMIT)
          .until(() -> {
            try (Caller.Connection caller = load.call()) {
              nodes.add(caller.node());
              return nodes.size() == SPARED - 1;
            }
          });
      load.stop();
      assertThat(load.faults()).as("seed %d", seed).isEmpty();
      assertThat(load.callsTo(SPARED)).isPositive();
    }
    Globals last = globals;
    // A connection that was reset for its client while its node was dead lives on in its server:
    // its FINs may meet a later connection's TIME_WAIT at the client, which answers them.
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(last.flows(INGRESS, PORT))
                .as(() -> "seed " + seed + "; sockets:" + Caller.socketsWith(PORT))
                .allMatch(flow -> flow.path("owner").asInt() != SPARED)
                .allMatch(flow -> isClosing(flow) || isInKernel(last, flow)));
    lab.awaitBalance();
  }

  private static boolean isClosing(JsonNode flow) {
    return flow.path("state").asString().equals("closing");
  }

  /** Whether the owner's kernel has a socket for a flow that goes on. */
  private static boolean isInKernel(Globals globals, JsonNode flow) {
    String ends = "sport = :%d and dport = :%d".formatted(PORT, flow.path("foreignPort").asInt());
    return !globals.host(flow.path("owner").asInt()).netns().exec("ss -Htn " + ends).isBlank();
  }

  /** What is done to a node. */
  private enum Blow {
    KILL {
      @Override
      Globals strike(Globals globals, int id, Runnable meanwhile) {
        globals.host(id).node().kill();
        meanwhile.run();
        return globals.restart(id);
      }
    },
    STOP {
      @Override
      Globals strike(Globals globals, int id, Runnable meanwhile) {
        assertThat(globals.host(id).node().stop().exit()).isZero();
        meanwhile.run();
        return globals.restart(id);
      }
    },
    HANG {
      @Override
      Globals strike(Globals globals, int id, Runnable meanwhile) {
        globals.host(id).node().signal(Program.SIGSTOP);
        meanwhile.run();
        globals.host(id).node().signal(Program.SIGCONT);
        return globals;
      }
    },
    DOWN {
      @Override
      Globals strike(Globals globals, int id, Runnable meanwhile) {
        Netns netns = globals.host(id).netns();
        netns.ip("link set smg0 down");
        meanwhile.run();
        netns.ip("link set smg0 up");
        // The kernel took it away.
        netns.ip("addr replace " + Globals.IP6 + "/128 dev smg0 nodad");
        return globals;
      }
    },
    PLAIN {
      @Override
      Globals strike(Globals globals, int id, Runnable meanwhile) {
        globals.host(id).netns().ip("link set smg0 group 0");
        meanwhile.run();
        globals.host(id).netns().ip("link set smg0 group 71");
        return globals;
      }
    };

    /** Strikes a node, lets some time go by, and makes it good again. */
    abstract Globals strike(Globals globals, int id, Runnable meanwhile);
  }
}
