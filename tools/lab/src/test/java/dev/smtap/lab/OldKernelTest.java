package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * On the oldest kernel that smtap runs on: Linux 6.1 knows no offloads for UDP (those came with
 * 6.2), and all others must be used there.
 */
@Tag("e2e")
class OldKernelTest {
  /** What runs a command as that kernel would. */
  static final List<String> AS_LINUX_6_1 =
      List.of(Path.of("src/test/python/as-linux-6.1").toAbsolutePath().toString());

  @RegisterExtension final Lab lab = new Lab();

  @Test
  void theOtherOffloadsAreUsed() {
    Netns netns = lab.namespace("n1");
    LabNode node =
        lab.launch(AS_LINUX_6_1, 1, "--netns " + netns.name() + " --local " + Host.INTERFACE);
    node.awaitReady();
    Host old = new Host(netns, node).configure();
    Host other = lab.host(2, "");
    Transfer.tcp(old.netns(), other.netns(), other.ip4(), 2_000_000);
    Transfer.tcp(other.netns(), old.netns(), old.ip6(), 2_000_000);
    Status status = lab.status();
    JsonNode adapter = status.adapter(1, Host.INTERFACE);
    assertThat(adapter.path("offloadsInForce").asString()).isEqualTo("csum,tso4,tso6,tso-ecn");
    // What this one does not receive the other one does not send.
    assertThat(status.adapter(2, Host.INTERFACE).at("/offloadsOff/uso4").asString())
        .isEqualTo("node 1 does not receive it");
    assertThat(node.printed())
        .contains(Host.INTERFACE + ": uso4,uso6 is off: this kernel refuses it");
  }
}
