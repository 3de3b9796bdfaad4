package dev.smtap.cli.doctor;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files of the kernel. */
final class ProcFile {
  private ProcFile() {}

  static String text(Path file) throws SystemException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw failure("read", file.toString(), e);
    }
  }

  static SystemException failure(String attempted, String subject, IOException e) {
    return SystemException.because(
        attempted, subject, String.valueOf(e.getMessage()), "run as root, on Linux with /proc");
  }
}
