package dev.smtap.tap;

import dev.smtap.posix.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Finds out which offloads a kernel's TUNSETOFFLOAD takes. Pure but for the call it is given. */
final class OffloadProbe {
  // Each with what it cannot do without; in the order in which later ones build on earlier ones.
  private static final List<Offloads> GROUPS =
      List.of(
          new Offloads(Offloads.CSUM),
          new Offloads(Offloads.TSO4),
          new Offloads(Offloads.TSO6),
          new Offloads(Offloads.TSO_ECN),
          new Offloads(Offloads.USO4 | Offloads.USO6));

  private OffloadProbe() {}

  /**
   * Tries the wanted offloads together, and if that is refused one group after the other.
   *
   * @param setOffload TUNSETOFFLOAD: takes kernel flags, returns 0 or a negative error number
   */
  static OffloadReport probe(Offloads wanted, IntUnaryOperator setOffload) {
    Offloads target = wanted.consistent();
    if (setOffload.applyAsInt(target.kernelFlags()) == 0) {
      return new OffloadReport(target, List.of(), List.of());
    }
    Offloads usable = Offloads.NONE;
    List<String> reasons = new ArrayList<>();
    for (Offloads group : GROUPS) {
      if (target.intersect(group).isEmpty()) {
        continue;
      }
      Offloads attempt = usable.union(group).consistent();
      if (attempt.equals(usable)) {
        reasons.add(group + " is off: it needs another offload that is off");
        continue;
      }
      int result = setOffload.applyAsInt(attempt.kernelFlags());
      if (result == 0) {
        usable = attempt;
      } else {
        reasons.add(group + " is off: this kernel refuses it, " + Errno.describe(-result));
      }
    }
    return new OffloadReport(usable, reasons, List.of());
  }
}
