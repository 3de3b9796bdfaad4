package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes without root: on a TAP that root has made for them. */
@Tag("e2e")
class PersistentTapTest {
  private static final String NOBODY = "65534";
  private static final int PORT = 7_000;

  @RegisterExtension final Lab lab = new Lab();

  private LabNode launch(Netns netns, int id) {
    // A device file that everybody may use, as it is where udev runs; only this process sees it.
    String program =
        "mount -t tmpfs none /dev/net && mknod -m 666 /dev/net/tun c 10 200"
            + " && exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$@\"";
    return lab.launch(
        List.of("ip", "netns", "exec", netns.name(), "unshare", "-m", "sh", "-c", program, "sh"),
        id,
        "--local sml0 --mtu 1500");
  }

  private void giveFacilityToNobody() throws IOException {
    Program.ok("chown", NOBODY + ":" + NOBODY, lab.facility().toString());
    Path directory =
        Files.setPosixFilePermissions(lab.facility(), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(directory).isDirectory();
  }

  @Test
  void twoNodesOfNobodyTalk() throws IOException {
    giveFacilityToNobody();
    Host[] hosts = new Host[2];
    for (int id = 1; id <= 2; id++) {
      Netns netns = lab.namespace("n" + id);
      netns.ip("tuntap add dev sml0 mode tap user nobody");
      netns.ip("link set sml0 mtu 1500");
      LabNode node = launch(netns, id);
      node.awaitReady();
      hosts[id - 1] = new Host(netns, node).configure();
    }
    hosts[0].reaches(hosts[1].ip4());
    hosts[1].pings(hosts[0].ip6(), 10, "");
    Transfer.tcp(hosts[0].netns(), hosts[1].netns(), hosts[1].ip4(), 50_000_000);
    assertThat(Files.getOwner(lab.section("node-1")).getName()).isEqualTo("nobody");
    // It stays when the node stops, and can be used again; a connection goes on with it.
    try (IdServer _ = IdServer.tcp(hosts[1], hosts[1].ip4(), PORT);
        Caller caller = Caller.tcp(hosts[0].netns(), hosts[1].ip4(), PORT)) {
      assertThat(caller.ask(new byte[10_000])).isEqualTo(2);
      String before = hosts[0].netns().ip("-br addr show dev sml0");
      assertThat(hosts[0].node().stop().exit()).isZero();
      assertThat(hosts[0].netns().ip("-br link")).contains("sml0");
      LabNode again = launch(hosts[0].netns(), 1);
      // What it sends meanwhile waits in the kernel.
      assertThat(caller.ask(new byte[10_000])).isEqualTo(2);
      again.awaitReady();
      assertThat(hosts[0].netns().ip("-br addr show dev sml0")).isEqualTo(before);
    }
    hosts[0].reaches(hosts[1].ip4());
  }

  @Test
  void withoutTapAndPermissionThereIsAnExplanation() throws IOException {
    giveFacilityToNobody();
    Netns netns = lab.namespace("n1");
    Program.Result end = launch(netns, 1).awaitEnd(Duration.ofSeconds(10));
    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.err()).contains("sml0", "CAP_NET_ADMIN", "ip tuntap add dev sml0 mode tap user");
    assertThat(end.err().lines().filter(line -> !line.startsWith("INFO "))).hasSize(1);
  }

  @Test
  void aTapOfSomebodyElseIsRefused() throws IOException {
    giveFacilityToNobody();
    Netns netns = lab.namespace("n1");
    netns.ip("tuntap add dev sml0 mode tap user root");
    Program.Result end = launch(netns, 1).awaitEnd(Duration.ofSeconds(10));
    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.err()).contains("sml0", "belongs to another user");
    assertThat(netns.ip("-br link")).contains("sml0");
  }
}
