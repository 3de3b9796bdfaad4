package dev.smtap.node;

import dev.smtap.posix.SystemException;

/**
 * What is wrong with a value of a configuration.
 *
 * @param why what the value is and should not be, such as {@code "is out of range"}
 * @param advice what would be right
 */
public record Fault(String why, String advice) {
  /** The error about it, where the value is called {@code it}. */
  SystemException about(String subject, String it) {
    return SystemException.because("use", subject, it + " " + why, advice);
  }
}
