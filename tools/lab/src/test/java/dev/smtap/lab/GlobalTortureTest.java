package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Nodes behind one address are killed, stopped, held up and taken off the network under load; one
 * is left alone, and none of its connections may notice. Nor may any connection notice that a node
 * is drained, that another comes and goes again.
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

  /** To both addresses at once: what is done to a node concerns both. */
  @Test
  void connectionsOfOthersNoticeNothing() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Globals globals = Globals.start(lab, SPARED, "--mtu 1500");
    try (IdServers _ = new IdServers(globals, Globals.IP4, PORT).tcp(2, 3, SPARED);
        IdServers _ = new IdServers(globals, Globals.IP6, PORT).tcp(2, 3, SPARED);
        CallerLoads load = CallerLoads.start(globals.host(INGRESS).netns(), PORT)) {
      List<Blow> blows = blows(random);
      for (int i = 0; i < BLOWS; i++) {
        Blow blow = blows.get(i);
        int victim =
            blow == Blow.ADD
                ? SPARED + 1 + i / Blow.values().length
                : 2 + random.nextInt(SPARED - 2);
        if (blow.isFelt) {
          load.disturbed(victim);
        }
        globals = blow.strike(new Scene(globals, load), victim);
        globals.awaitServing(SPARED);
        if (blow.isFelt) {
          load.undisturbed(victim);
        }
        assertThat(load.faults()).as("seed %d, blow %d: %s to %d", seed, i, blow, victim).isEmpty();
      }
      allServeAgain(load.ip4());
      allServeAgain(load.ip6());
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

  private static void allServeAgain(CallerLoad load) {
    Set<Integer> nodes = new HashSet<>();
    await()
        .atMost(LIMIT)
        .until(() -> {
          try (Caller.Connection caller = load.call()) {
            nodes.add(caller.node());
            return nodes.size() == SPARED - 1;
          }
        });
  }

  /** All kinds in random order, again and again. */
  private static List<Blow> blows(Random random) {
    List<Blow> blows = new ArrayList<>();
    while (blows.size() < BLOWS) {
      List<Blow> kinds = Arrays.asList(Blow.values());
      Collections.shuffle(kinds, random);
      blows.addAll(kinds);
    }
    return blows;
  }

  private static boolean isClosing(JsonNode flow) {
    return flow.path("state").asString().equals("closing");
  }

  /** Whether the owner's kernel has a socket for a flow that goes on. */
  private static boolean isInKernel(Globals globals, JsonNode flow) {
    String ends = "sport = :%d and dport = :%d".formatted(PORT, flow.path("foreignPort").asInt());
    return globals.hosts().stream()
        .filter(host -> host.id() == flow.path("owner").asInt())
        .anyMatch(host -> !host.netns().exec("ss -Htn " + ends).isBlank());
  }

  /** What a blow meets. */
  private record Scene(Globals globals, CallerLoads load) {
    Host host(int id) {
      return globals.host(id);
    }

    /** Lets some time go by. */
    void goesOn() {
      load.goesOnFor(MILLIS_BETWEEN);
    }

    /** Starts the process of a node again. */
    Globals restart(int id) {
      return globals.restart(id);
    }

    void command(String name, String words) {
      String _ = Program.run(LIMIT, globals.lab().smtap(name, words)).ok();
    }
  }

  /** What is done to a node. */
  private enum Blow {
    KILL {
      @Override
      Globals strike(Scene scene, int id) {
        scene.host(id).node().kill();
        scene.goesOn();
        return scene.restart(id);
      }
    },
    STOP {
      @Override
      Globals strike(Scene scene, int id) {
        assertThat(scene.host(id).node().stop().exit()).isZero();
        scene.goesOn();
        return scene.restart(id);
      }
    },
    HANG {
      @Override
      Globals strike(Scene scene, int id) {
        scene.host(id).node().signal(Program.SIGSTOP);
        scene.goesOn();
        scene.host(id).node().signal(Program.SIGCONT);
        return scene.globals();
      }
    },
    DOWN {
      @Override
      Globals strike(Scene scene, int id) {
        Netns netns = scene.host(id).netns();
        netns.ip("link set smg0 down");
        scene.goesOn();
        netns.ip("link set smg0 up");
        // The kernel took it away.
        netns.ip("addr replace " + Globals.IP6 + "/128 dev smg0 nodad");
        return scene.globals();
      }
    },
    PLAIN {
      @Override
      Globals strike(Scene scene, int id) {
        scene.host(id).netns().ip("link set smg0 group 0");
        scene.goesOn();
        scene.host(id).netns().ip("link set smg0 group 71");
        return scene.globals();
      }
    },
    DRAIN(false) {
      @Override
      Globals strike(Scene scene, int id) {
        scene.command("drain", String.valueOf(id));
        long drainedMillis = System.currentTimeMillis();
        scene.goesOn();
        scene.goesOn();
        assertThat(scene.load().lastBegunTo(id)).isLessThanOrEqualTo(drainedMillis);
        scene.command("undrain", String.valueOf(id));
        return scene.globals();
      }
    },
    /** A node with an ID that was not there before; it is drained before it stops. */
    ADD(false) {
      @Override
      Globals strike(Scene scene, int id) {
        Globals grown = scene.globals().plus(id);
        Host added = grown.hosts().getLast();
        try (IdServer _ = IdServer.tcp(added, Globals.IP4, PORT);
            IdServer _ = IdServer.tcp(added, Globals.IP6, PORT)) {
          grown.awaitServing(SPARED + 1);
          await().pollInSameThread().atMost(LIMIT).until(() -> scene.load().callsTo(id) > 2);
          scene.command("drain", id + " --wait=20");
        }
        assertThat(added.node().stop().exit()).isZero();
        return scene.globals();
      }
    };

    /** Whether connections with the node may end by it. */
    final boolean isFelt;

    Blow() {
      this(true);
    }

    Blow(boolean isFelt) {
      this.isFelt = isFelt;
    }

    /** Strikes a node, lets some time go by, and makes it good again. */
    abstract Globals strike(Scene scene, int id);
  }
}
