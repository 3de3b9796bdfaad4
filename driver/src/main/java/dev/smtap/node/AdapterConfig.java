package dev.smtap.node;

import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.global.GlobalSettings;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.FrameLimits;
import java.util.regex.Pattern;

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

  private static final Pattern NETWORK_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,30}");
  private static final Pattern INTERFACE_NAME = Pattern.compile("[^\\s\\p{Cc}/:%]{1,15}");

  /** Checks the values; the error names the one that is wrong. */
  public AdapterConfig check() throws SystemException {
    if (!INTERFACE_NAME.matcher(interfaceName).matches()
        || interfaceName.equals(".")
        || interfaceName.equals("..")) {
      throw wrong(
          "interface '" + interfaceName + "'",
          "it is not a name for an interface",
          "take 1 to 15 characters without blanks, '/', ':' and '%'");
    }
    if (!NETWORK_NAME.matcher(network).matches()) {
      throw wrong(
          "network '" + network + "'",
          "it is not a name for a network",
          "take letters, digits, '.', '_' and '-', 31 at most");
    }
    if (!FrameLimits.isMtu(mtu)) {
      throw wrong(
          "MTU " + mtu + " for " + interfaceName,
          "it is out of range",
          "take " + FrameLimits.LOWEST_MTU + " to " + FrameLimits.HIGHEST_MTU);
    }
    if (slots < Geometry.LEAST_SLOTS || slots > Geometry.MOST_SLOTS) {
      throw wrong(
          slots + " slots for " + interfaceName,
          "the number is out of range",
          "take " + Geometry.LEAST_SLOTS + " to " + Geometry.MOST_SLOTS);
    }
    boolean hasTable = kind == NetworkKind.GLOBAL;
    if (hasTable ? flows == 0 || !GlobalAreaDescriptor.isPlausible(flows) : flows != 0) {
      throw wrong(
          flows + " flows for " + interfaceName,
          "the number is out of range",
          "take "
              + GlobalAreaDescriptor.FEWEST_FLOWS
              + " to "
              + GlobalAreaDescriptor.MOST_FLOWS
              + " on a global network");
    }
    return this;
  }

  private static SystemException wrong(String subject, String why, String advice) {
    return SystemException.because("use", subject, why, advice);
  }
}
