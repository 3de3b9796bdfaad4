package dev.smtap.cli.doctor;

import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether who runs this may run nodes. */
final class CapabilityCheck {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String KEY = "CapEff:";
  private static final int HEX = 16;
  private static final int NET_ADMIN = 12;
  private static final int NET_RAW = 13;
  private static final int SYS_ADMIN = 21;

  private CapabilityCheck() {}

  /**
   * What nodes do that not all do.
   *
   * @param entersOthers whether some are in other namespaces than their process
   * @param hasGlobal whether some are on a global network
   */
  record Need(boolean entersOthers, boolean hasGlobal) {}

  /**
   * Judges.
   *
   * @param effective effective capabilities, a bit each
   */
  static List<Finding> judge(long effective, Need need) {
    List<Finding> findings = new ArrayList<>();
    if (!has(effective, NET_ADMIN)) {
      findings.add(
          finding("CAP_NET_ADMIN", "'smtap run' by this user can make and set up no interface"));
    }
    if (need.hasGlobal && !has(effective, NET_RAW)) {
      findings.add(
          finding(
              "CAP_NET_RAW",
              "'smtap run' by this user answers no ARP and no neighbour discovery for global"
                  + " addresses outside, so that no host there finds them"));
    }
    if (need.entersOthers && !has(effective, SYS_ADMIN)) {
      findings.add(
          finding(
              "CAP_SYS_ADMIN",
              "'smtap run' by this user cannot enter the other network namespaces that nodes are"
                  + " in"));
    }
    return findings;
  }

  private static boolean has(long effective, int capability) {
    return (effective >> capability & 1) != 0;
  }

  private static Finding finding(String capability, String causes) {
    return new Finding(
        Topic.CAPABILITIES,
        "",
        "this user does not have " + capability,
        causes,
        "run smtap as root, or give its service this capability",
        List.of());
  }

  /** The effective capabilities of this process. */
  static long look() throws SystemException {
    return parse(ProcFile.text(STATUS));
  }

  /** Reads them from the text of proc_pid_status(5). */
  static long parse(String status) throws SystemException {
    for (String line : status.lines().toList()) {
      if (line.startsWith(KEY)) {
        return Long.parseUnsignedLong(line.substring(KEY.length()).strip(), HEX);
      }
    }
    throw SystemException.because("find", KEY + " in " + STATUS, "it is not there", "");
  }
}
