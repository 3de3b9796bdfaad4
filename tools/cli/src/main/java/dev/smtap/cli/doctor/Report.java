package dev.smtap.cli.doctor;

import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;

/** What was found, and what could not be looked at. One thread. */
final class Report {
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();
  private final List<Unchecked> unchecked = new ArrayList<>();

  /**
   * A check that could not be made.
   *
   * @param check which one
   * @param where what it is about; may be empty
   * @param why why not, and what to do about it
   */
  record Unchecked(Topic check, String where, String why) {
    Unchecked {
      where = SystemException.printable(where);
      why = SystemException.printable(why);
    }
  }

  /** A check. */
  @FunctionalInterface
  interface Check {
    List<Finding> run() throws SystemException;
  }

  /** Adds what a check finds; one that fails leaves the others to be made. */
  void add(Topic topic, String where, Check check) {
    try {
      findings.addAll(check.run());
    } catch (SystemException e) {
      unchecked.add(new Unchecked(topic, where, String.valueOf(e.getMessage())));
    }
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  /** Adds what is not wrong, but may be worth knowing: one sentence. */
  void hint(String sentence) {
    hints.add(SystemException.printable(sentence));
  }

  List<String> hints() {
    return List.copyOf(hints);
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  List<Unchecked> unchecked() {
    return List.copyOf(unchecked);
  }

  /** True when nothing was found. What could not be looked at may still be wrong. */
  boolean isWell() {
    return findings.isEmpty();
  }
}
