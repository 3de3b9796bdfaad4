package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP, UDP and whole file trees arrive as they were sent, with offloads and without. */
@Tag("e2e")
class TransferTest {
  private static final long TCP_BYTES = Full.times(100, 1000) * 1_000_000L;

  @RegisterExtension final Lab lab = Lab.rehearsing();

  @ParameterizedTest
  @CsvSource({
    "1500, on",
    "1500, off",
    "1500, csum",
    "1500, 'csum,tso4'",
    "65521, on",
    "65521, off",
  })
  void everythingArrivesRight(int mtu, String offloads) {
    List<Host> hosts = lab.hosts(2, "--mtu " + mtu + " --offloads " + offloads);
    Host one = hosts.get(0);
    Host two = hosts.get(1);
    Transfer.tcp(one.netns(), two.netns(), two.ip4(), TCP_BYTES);
    Transfer.tcp(two.netns(), one.netns(), one.ip6(), TCP_BYTES);
    iperf(one, two);
    copyTree(one, two);
    checkOffloads(offloads);
    lab.awaitBalance();
  }

  /** In short, each protocol over one family; the transfers before have gone over both. */
  private void iperf(Host one, Host two) {
    Iperf by4 = new Iperf(two.netns(), two.ip4());
    Iperf by6 = new Iperf(two.netns(), two.ip6());
    by4.tcpFrom(one.netns());
    by6.udpFrom(one.netns(), lab);
    if (Full.FULL) {
      by6.tcpFrom(one.netns());
      by4.udpFrom(one.netns(), lab);
    }
  }

  private void copyTree(Host one, Host two) {
    try (SshServer ssh = new SshServer(two.ip4(), List.of(two.netns()))) {
      ssh.copiesTreeFrom(one.netns());
    }
  }

  private void checkOffloads(String expected) {
    String actual = lab.status().adapter(1, Host.INTERFACE).path("offloads").asString();
    if (expected.equals("on")) {
      assertThat(actual).contains("csum", "tso4", "tso6");
    } else {
      assertThat(actual.replace("off", "")).isEqualTo(expected.replace("off", ""));
    }
  }
}
