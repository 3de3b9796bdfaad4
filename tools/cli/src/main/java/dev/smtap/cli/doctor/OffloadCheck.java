package dev.smtap.cli.doctor;

import dev.smtap.tap.OffloadReport;
import java.util.List;

/** Whether the offloads that are wanted work on this kernel. */
final class OffloadCheck {
  private OffloadCheck() {}

  static List<Finding> judge(OffloadReport report) {
    return report.reasons().stream()
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
