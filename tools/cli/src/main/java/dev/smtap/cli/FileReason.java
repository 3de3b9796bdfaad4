package dev.smtap.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** Why a file could not be used, in words; the JDK's begin with its path, or are nothing else. */
public final class FileReason {
  private FileReason() {}

  /** The reason alone. */
  public static String of(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    @Nullable String reason = e instanceof FileSystemException known ? known.getReason() : null;
    return reason == null ? String.valueOf(e.getMessage()) : reason;
  }
}
