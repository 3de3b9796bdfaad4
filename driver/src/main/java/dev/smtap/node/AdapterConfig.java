package dev.smtap.node;

import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.global.GlobalSettings;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.util.Optional;

/**
 * What is configured about one adapter; checked when it is made.
 *
 * @param kind kind of its network
 * @param interfaceName name of the interface
 * @param network name of its network
 * @param mtu MTU to start with
 * @param slots small slots; there is one large one to eight of them
 * @param offloads offloads that may be used
 * @param flows flows that the connection table of a global network holds, 0 on a local one
 * @param global what else is set about a global network
 */
public record AdapterConfig(
    NetworkKind kind,
    String interfaceName,
    String network,
    int mtu,
    int slots,
    Offloads offloads,
    int flows,
    GlobalSettings global) {
  /** With what is usual on a global network. */
  public AdapterConfig(
      NetworkKind kind,
      String interfaceName,
      String network,
      int mtu,
      int slots,
      Offloads offloads) {
    this(
        kind,
        interfaceName,
        network,
        mtu,
        slots,
        offloads,
        GlobalAreaDescriptor.defaultFlows(kind),
        GlobalSettings.DEFAULT);
  }

  /** The same with something else about its global network. */
  public AdapterConfig with(GlobalSettings other) {
    return new AdapterConfig(kind, interfaceName, network, mtu, slots, offloads, flows, other);
  }

  /** Checks the values; the error names the one that is wrong. */
  public AdapterConfig check() throws SystemException {
    refuse(Allowed.interfaceName(interfaceName), "interface '" + interfaceName + "'", "it");
    refuse(Allowed.network(network), "network '" + network + "'", "it");
    refuse(Allowed.mtu(mtu), "MTU " + mtu + " for " + interfaceName, "it");
    refuse(Allowed.slots(slots), slots + " slots for " + interfaceName, "the number");
    refuse(Allowed.flows(kind, flows), flows + " flows for " + interfaceName, "the number");
    return this;
  }

  private static void refuse(Optional<Fault> fault, String subject, String it)
      throws SystemException {
    if (fault.isPresent()) {
      throw fault.get().about(subject, it);
    }
  }
}
