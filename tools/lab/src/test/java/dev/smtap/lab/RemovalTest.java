package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An interface or a whole namespace goes: that network ends, the process serves its others. */
@Tag("e2e")
class RemovalTest {
  private static final long CALM_TICKS = 10;

  @RegisterExtension final Lab lab = new Lab();

  /** It comes to rest: what it does beside is over after some seconds, spinning would go on. */
  private static void isCalm(LabNode node) {
    AtomicLong before = new AtomicLong(node.cpuTicks());
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          long now = node.cpuTicks();
          assertThat(now - before.getAndSet(now)).as("CPU in 10 ms").isLessThan(CALM_TICKS);
        });
  }

  private static long linesAbout(LabNode node, String text) {
    return node.printed().lines().filter(line -> line.contains(text)).count();
  }

  @Test
  void deletionOfAnInterfaceEndsThatNetworkOnly() {
    String flags = "--mtu 1500 --local sml1,network=other";
    Host one = lab.host(1, flags);
    Host two = lab.host(2, flags);
    for (Host host : new Host[] {one, two}) {
      host.netns().ip("link set sml1 up");
      host.netns().ip("addr add 10.78.0." + host.id() + "/24 dev sml1");
    }
    one.pings(two.ip4(), 5, "");
    Program load = two.netns().start("ping -n -q -i 0.002 " + one.ip4());
    one.netns().ip("link del sml0");
    one.node().awaitPrinted("sml0", Duration.ofSeconds(5));
    one.pings("10.78.0.2", 20, "");
    Transfer.tcp(two.netns(), one.netns(), "10.78.0.1", 20_000_000);
    load.close();
    isCalm(one.node());
    assertThat(linesAbout(one.node(), "sml0")).as(one.node().printed()).isEqualTo(1);
    assertThat(lab.status().adapter(1, "sml0").path("state").asString()).isEqualTo("gone");
    assertThat(lab.status().adapter(1, "other").path("state").asString()).isEqualTo("present");
    lab.awaitBalance();
    // The last one too: then there is nothing left to do.
    one.netns().ip("link del sml1");
    Program.Result end = one.node().awaitEnd(Duration.ofSeconds(5));
    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.err()).contains("no interface is left").doesNotContain("\tat ");
    two.netns().ip("link del sml1");
    isCalm(two.node());
  }

  @Test
  void deletionOfANamespaceEndsItsNodeOnly() throws IOException {
    Netns doomed = lab.namespace("doomed");
    Netns stays = lab.namespace("stays");
    Path config =
        Files.writeString(
            lab.facility().resolve("smtap.toml"),
            """
            mtu = 1500
            [[node]]
            id = 1
            netns = "%s"
            [[node.local]]
            interface = "sml0"
            [[node]]
            id = 2
            netns = "%s"
            [[node.local]]
            interface = "sml0"
            """
                .formatted(doomed, stays));
    LabNode both = lab.launchConfigured(config);
    both.awaitReady();
    Host third = lab.host(3, "--mtu 1500");
    Host.configure(doomed, 1);
    Host.configure(stays, 2);
    third.reaches("10.77.0.1");
    third.reaches("10.77.0.2");
    // A container's cable: when the namespace is really gone, so is the other end.
    third.netns().ip("link add cable type veth peer name eth0 netns " + doomed.name());
    doomed.delete();
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(2))
        .until(() -> !third.netns().ip("-br link").contains("cable"));
    third.pings("10.77.0.2", 20, "");
    Transfer.tcp(third.netns(), stays, "10.77.0.2", 20_000_000);
    assertThat(both.isAlive()).isTrue();
    isCalm(both);
    assertThat(lab.status().state(2)).isEqualTo("up");
    assertThat(lab.status().ring(3, "sml0", 1).path("state").asString()).isEqualTo("down");
    assertThat(linesAbout(both, "sml0")).as(both.printed()).isEqualTo(1);
    stays.delete();
    assertThat(both.awaitEnd(Duration.ofSeconds(5)).exit()).isEqualTo(1);
  }

  @Test
  void theEndOfAProcessEndsTheNodeInItsNamespace() {
    Host one = lab.host(1, "--mtu 1500");
    Program container = lab.start(List.of("unshare", "-n", "sleep", "1000"));
    await().pollInSameThread().until(() -> !namespace(container.pid()).equals(namespace("self")));
    LabNode two = lab.launch(2, "--local sml0 --mtu 1500 --netns " + container.pid());
    two.awaitReady();
    String inside = "nsenter -n -t " + container.pid() + " ip ";
    Program.ok((inside + "link set sml0 up").split(" ", -1));
    Program.ok((inside + "addr add 10.77.0.2/24 dev sml0").split(" ", -1));
    one.reaches("10.77.0.2");
    container.close();
    Program.Result end = two.awaitEnd(Duration.ofSeconds(5));
    assertThat(end.exit()).isEqualTo(1);
    assertThat(linesAbout(two, "no interface is left")).isEqualTo(1);
    isCalm(one.node());
  }

  private static String namespace(Object process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/net")).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
