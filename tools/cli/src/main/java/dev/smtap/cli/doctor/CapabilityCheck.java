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
  private static final int SYS_ADMIN = 21;

  private CapabilityCheck() {}

  /**
   * Judges.
   *
   * @param effective effective capabilities, a bit each
   * @param entersOthers whether nodes are in other namespaces than their process
   */
  static List<Finding> judge(long effective, boolean entersOthers) {
    List<Finding> findings = new ArrayList<>();
    if ((effective >> NET_ADMIN & 1) == 0) {
      findings.add(
          finding("CAP_NET_ADMIN", "'smtap run' by this user can make and set up no interface"));
    }
    if (entersOthers && (effective >> SYS_ADMIN & 1) == 0) {
      findings.add(
          finding(
              "CAP_SYS_ADMIN",
              "'smtap run' by this user cannot enter the other network namespaces that nodes are"
                  + " in"));
    }
    return findings;
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
