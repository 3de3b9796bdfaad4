package dev.smtap.cli.snmp;

import dev.smtap.node.LinkWatch;
import dev.smtap.node.NodeLink;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * Makes linkUp and linkDown (RFC 2863) of what a node tells of its interfaces. An interface that is
 * gone for good is told as down and not present.
 *
 * @param node the node's ID
 * @param interfaces remembers how they were
 * @param notifier sends them
 */
record LinkTraps(int node, Interfaces interfaces, Notifier notifier) implements LinkWatch {
  @Override
  public void seen(NodeLink link) {
    int index = Interface.index(node, link.adapter());
    int now = Interface.operStatus(link.link());
    int before = interfaces.seen(index, now);
    if (isDown(before) != isDown(now)) {
      tell(index, link.link().isUp() ? Interface.UP : Interface.DOWN, now);
    }
  }

  @Override
  public void gone(int adapter) {
    int index = Interface.index(node, adapter);
    if (!isDown(interfaces.gone(index))) {
      tell(index, Interface.DOWN, Interface.NOT_PRESENT);
    }
  }

  private static boolean isDown(int operStatus) {
    return operStatus == Interface.DOWN
        || operStatus == Interface.LOWER_LAYER_DOWN
        || operStatus == Interface.NOT_PRESENT;
  }

  private void tell(int index, int adminStatus, int operStatus) {
    OID what = isDown(operStatus) ? SnmpConstants.linkDown : SnmpConstants.linkUp;
    notifier.tell(
        what,
        value(InterfaceMib.IF_INDEX, index, index),
        value(InterfaceMib.IF_ADMIN_STATUS, index, adminStatus),
        value(InterfaceMib.IF_OPER_STATUS, index, operStatus));
  }

  private static VariableBinding value(int column, int index, int value) {
    return new VariableBinding(InterfaceMib.column(column, index), new Integer32(value));
  }
}
