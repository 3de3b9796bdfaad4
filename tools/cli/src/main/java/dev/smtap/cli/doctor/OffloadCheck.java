package dev.smtap.cli.doctor;

import dev.smtap.tap.OffloadReport;
import java.util.List;

/** Whether the offloads that are wanted work on this kernel. */
final class OffloadCheck {
  private OffloadCheck() {}

  /** What an older kernel does not have is no fault of this machine. */
  static List<String> hints(OffloadReport report) {
    return report.unknown().stream()
        .map(reason -> reason + ": that costs speed, and nothing is lost")
        .toList();
  }

  static List<Finding> judge(OffloadReport report) {
    return report.failed().stream()
        .map(reason ->
            new Finding(
                Topic.OFFLOADS,
                "",
                reason,
                "frames of this kind are cut or summed before they cross: it costs speed, and"
                    + " nothing is lost",
                "boot another kernel; or put offloads = \""
                    + report.usable()
                    + "\" into the configuration, and nothing else is expected any more",
                List.of()))
        .toList();
  }
}
