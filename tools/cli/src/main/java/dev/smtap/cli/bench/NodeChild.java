package dev.smtap.cli.bench;

import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code smtap run} as a process of its own, as it is in earnest. */
final class NodeChild implements AutoCloseable {
  private static final int READY_SECONDS = 20;
  private static final int END_SECONDS = 3;

  private final Process process;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private volatile String lastLine = "";

  private NodeChild(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "smtap-node-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts one in a namespace. */
  static NodeChild start(Namespace where, List<String> command) throws SystemException {
    return where.run(() -> {
      try {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new NodeChild(process);
      } catch (IOException e) {
        throw SystemException.because(
            "start", "a node", String.valueOf(e.getMessage()), "check the installation");
      }
    });
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        lastLine = line;
        if (line.equals("ready")) {
          boolean _ = ready.complete(true);
        }
      }
    } catch (IOException e) {
      lastLine = String.valueOf(e.getMessage());
    }
    boolean _ = ready.complete(false);
  }

  /** Waits until its interface is there. */
  void awaitReady() throws SystemException {
    try {
      if (!ready.get(READY_SECONDS, TimeUnit.SECONDS)) {
        throw SystemException.because("start", "a node", lastLine, "");
      }
    } catch (TimeoutException | ExecutionException e) {
      throw SystemException.because(
          "start", "a node", "it was not ready within " + READY_SECONDS + " s", "try it again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SystemException.because("start", "a node", "it was interrupted", "");
    }
  }

  /** Ends it in order, or else by force. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
