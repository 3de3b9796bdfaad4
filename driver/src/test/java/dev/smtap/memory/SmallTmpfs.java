package dev.smtap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.Privilege;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.TestNamespace;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A file system of a few MiB, seen by one thread and those that it starts; it goes with them. */
public final class SmallTmpfs {
  private static final int CLONE_NEWNS = 0x20000;

  private SmallTmpfs() {}

  /** What is done in there. */
  public interface Action {
    void run(Path directory) throws Exception;
  }

  /** Runs something in a thread that has one of one MiB mounted; needs root. */
  public static void run(Action action) throws Exception {
    run(1, action);
  }

  /** The same with more room. */
  public static void run(int mebibytes, Action action) throws Exception {
    Privilege.requireRoot();
    CompletableFuture<Void> done = new CompletableFuture<>();
    String size = "size=" + mebibytes + "m";
    try (ShmDirectory directory = ShmDirectory.create()) {
      Thread.ofPlatform().start(() -> mountAndRun(directory.path(), size, action, done)).join();
      done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  /** Takes all the room that is left. */
  public static void fill(Path directory) throws SystemException {
    Path filler = directory.resolve("filler");
    try (FileHandle file = FileHandle.open(filler, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600)) {
      for (long bytes = 1 << 26; bytes >= 4096; bytes >>= 1) {
        while (Reservation.reserve(file.fd(), file.status().size(), bytes) == 0) {
          assertThat(file.status().allocated()).isPositive();
        }
      }
    }
  }

  private static void mountAndRun(
      Path path, String size, Action action, CompletableFuture<Void> done) {
    try {
      if (ControlCalls.unshare(CLONE_NEWNS) != 0) {
        throw new IllegalStateException("no mount namespace of our own");
      }
      TestNamespace.command("mount", "--make-rprivate", "/");
      TestNamespace.command("mount", "-t", "tmpfs", "-o", size, "smtap-unit", path.toString());
      action.run(path);
      done.complete(null);
    } catch (Throwable e) {
      done.completeExceptionally(e);
    }
  }
}
