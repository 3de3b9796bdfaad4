package dev.smtap.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a report looks. */
class ReportTest {
  private static Report report() {
    Report report = new Report();
    report.add(
        new Finding(
            Topic.MTU,
            "network inside",
            "the nodes disagree about the MTU of network inside: node 1 has 1500, node 2 has 9000",
            "frames too large are dropped",
            "give all the same",
            List.of("ip link set dev sml0 mtu 1500")));
    report.hint("it may rain");
    report.add(
        Topic.FIREWALL,
        "network namespace a",
        () -> {
          throw SystemException.because("read", "it", "nft is not installed", "install nftables");
        });
    return report;
  }

  @Test
  void textIsAlignedAndBroken() {
    assertThat(ReportText.of(report(), false))
        .isEqualTo(
            """
            one thing is wrong

            mtu, network inside
              wrong  the nodes disagree about the MTU of network inside: node 1 has 1500,
                     node 2 has 9000
              causes frames too large are dropped
              mend   give all the same
                     ip link set dev sml0 mtu 1500

            not wrong, but to be known
              hint   it may rain

            not looked at
              firewall network namespace a: cannot read it: nft is not installed; install
                     nftables
            """);
  }

  @Test
  void coloursStandOnlyWhereTheyAreWanted() {
    assertThat(ReportText.of(report(), true)).startsWith("\u001b[31mone thing is wrong\u001b[0m\n");
    assertThat(ReportText.of(new Report(), false)).isEqualTo("nothing is wrong\n");
  }

  @Test
  void jsonIsStable() {
    assertThat(ReportJson.of(report()))
        .isEqualTo(
            "{\"isWell\":false,\"findings\":[{\"check\":\"mtu\",\"where\":\"network inside\","
                + "\"wrong\":\"the nodes disagree about the MTU of network inside: node 1 has 1500,"
                + " node 2 has 9000\",\"causes\":\"frames too large are dropped\","
                + "\"advice\":\"give all the same\","
                + "\"commands\":[\"ip link set dev sml0 mtu 1500\"]}],"
                + "\"hints\":[\"it may rain\"],"
                + "\"unchecked\":[{\"check\":\"firewall\",\"where\":\"network namespace a\","
                + "\"why\":\"cannot read it: nft is not installed; install nftables\"}]}");
    assertThat(ReportJson.of(new Report()))
        .isEqualTo("{\"isWell\":true,\"findings\":[],\"hints\":[],\"unchecked\":[]}");
  }
}
