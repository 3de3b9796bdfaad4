package dev.smtap.posix;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A failure that a user can read and act on: one sentence that names what was tried, on what, why
 * it failed and what to do. Printed without its stack trace.
 */
public final class SystemException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * Makes {@code "cannot ATTEMPTED SUBJECT: REASON; ADVICE"} with the words of an error number.
   *
   * @param attempted verb and object in the infinitive, such as {@code "open the TAP device"}
   * @param subject the name or path it was tried on; may be empty
   * @param errno a positive error number
   * @param advice what to do, without a full stop; may be empty
   */
  public SystemException(String attempted, String subject, int errno, String advice) {
    super(sentence(attempted, subject, Errno.describe(errno), advice));
    this.errno = errno;
  }

  private SystemException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /** The same sentence with a reason in words where there is no error number. */
  public static SystemException because(
      String attempted, String subject, String reason, String advice) {
    return new SystemException(sentence(attempted, subject, reason, advice), 0);
  }

  /** The same sentence with a reason in words that says more than the error number does. */
  public static SystemException because(
      String attempted, String subject, int errno, String reason, String advice) {
    return new SystemException(sentence(attempted, subject, reason, advice), errno);
  }

  /** The error number, or 0 if the reason was not an error of a system call. */
  public int errno() {
    return errno;
  }

  /** The same about a file by the name that the user knows. */
  public SystemException about(Path used, Path known) {
    String message = String.valueOf(getMessage());
    return new SystemException(message.replace(used.toString(), known.toString()), errno);
  }

  private static String sentence(String attempted, String subject, String reason, String advice) {
    String head = subject.isEmpty() ? attempted : attempted + " " + subject;
    String body = "cannot " + head + ": " + reason;
    return printable(advice.isEmpty() ? body : body + "; " + advice);
  }

  /** A text that stays one line and moves no cursor, whatever somebody typed or gave as a name. */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> printable.appendCodePoint(Character.isISOControl(point) ? '?' : point));
    return printable.toString();
  }
}
