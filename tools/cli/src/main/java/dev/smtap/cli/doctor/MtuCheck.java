package dev.smtap.cli.doctor;

import dev.smtap.cli.ShellWord;
import dev.smtap.cli.status.MtuDisagreement;
import dev.smtap.cli.status.NodeStatus;
import java.util.ArrayList;
import java.util.List;

/** Whether all nodes of a network have the same MTU. */
final class MtuCheck {
  private MtuCheck() {}

  static List<Finding> judge(List<NodeStatus> nodes, Whereabouts places) {
    return MtuDisagreement.among(nodes).stream().map(each -> finding(each, places)).toList();
  }

  private static Finding finding(MtuDisagreement disagreement, Whereabouts places) {
    int usual = disagreement.usual();
    List<String> commands = new ArrayList<>();
    for (MtuDisagreement.Member each : disagreement.members()) {
      if (each.link().mtu() != usual) {
        String command =
            "ip link set dev " + ShellWord.of(each.link().interfaceName()) + " mtu " + usual;
        commands.add(places.inNamespaceOf(each.node(), command));
      }
    }
    return new Finding(
        Topic.MTU,
        "network " + disagreement.network(),
        disagreement.toString(),
        "frames too large for a receiver are dropped: small packets arrive, large transfers stall",
        "give all the same: the MTU that most have, of several the lowest",
        commands);
  }
}
