package dev.smtap.cli;

import dev.smtap.node.Fault;
import dev.smtap.posix.SystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Paths that somebody typed, which may be none: with a zero byte, or letters that the locale of
 * this process does not have. Pure functions.
 */
public final class TypedPath {
  private static final String ADVICE = "write it in ASCII, or set LC_ALL=C.UTF-8";

  private TypedPath() {}

  /**
   * The path that a text stands for.
   *
   * @param attempted what is to be done with it, for the error
   * @throws SystemException if it is none
   */
  public static Path of(String attempted, String text) throws SystemException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw SystemException.because(attempted, "'" + text + "'", "it " + why(e), ADVICE);
    }
  }

  /** The same where none is no error. */
  public static Optional<Path> find(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** What is wrong with a text that is no path. */
  static Optional<Fault> fault(String text) {
    try {
      var unused = Path.of(text);
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of(new Fault(why(e), ADVICE));
    }
  }

  private static String why(InvalidPathException e) {
    return "is not a path here (" + e.getReason() + ")";
  }
}
