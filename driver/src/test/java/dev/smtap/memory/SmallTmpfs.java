package dev.smtap.memory;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Privilege;
import dev.smtap.posix.TestNamespace;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A file system of one MiB, seen by one thread and those that it starts; it goes with them. */
public final class SmallTmpfs {
  private static final int CLONE_NEWNS = 0x20000;

  private SmallTmpfs() {}

  /** What is done in there. */
  public interface Action {
    void run(Path directory) throws Exception;
  }

  /** Runs something in a thread that has it mounted; needs root. */
  public static void run(Action action) throws Exception {
    Privilege.requireRoot();
    CompletableFuture<Void> done = new CompletableFuture<>();
    try (ShmDirectory directory = ShmDirectory.create()) {
      Thread.ofPlatform().start(() -> mountAndRun(directory.path(), action, done)).join();
      done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  private static void mountAndRun(Path path, Action action, CompletableFuture<Void> done) {
    try {
      if (ControlCalls.unshare(CLONE_NEWNS) != 0) {
        throw new IllegalStateException("no mount namespace of our own");
      }
      TestNamespace.command("mount", "--make-rprivate", "/");
      TestNamespace.command("mount", "-t", "tmpfs", "-o", "size=1m", "smtap-unit", path.toString());
      action.run(path);
      done.complete(null);
    } catch (Throwable e) {
      done.completeExceptionally(e);
    }
  }
}
