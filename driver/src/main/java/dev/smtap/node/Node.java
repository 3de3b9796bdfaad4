package dev.smtap.node;

import dev.smtap.posix.SystemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A running node. A process may have many: nothing here is shared between them. Any thread may
 * start and close one.
 */
public final class Node implements AutoCloseable {
  private final ControlThread control;
  private final Thread thread;
  private final int nodeId;

  private Node(ControlThread control, Thread thread, int nodeId) {
    this.control = control;
    this.thread = thread;
    this.nodeId = nodeId;
  }

  /**
   * Starts a node; returns when its interfaces exist and it has greeted the others.
   *
   * @throws SystemException if it cannot be started; nothing is left behind then
   */
  public static Node start(NodeConfig config, PortOpener ports) throws SystemException {
    config.check();
    CompletableFuture<Integer> ready = new CompletableFuture<>();
    ControlThread control = new ControlThread(config, ports, ready);
    Thread thread =
        Thread.ofPlatform().name("smtap-" + config.partition() + "-control").unstarted(control);
    thread.start();
    try {
      return new Node(control, thread, ready.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SystemException because) {
        throw because;
      }
      throw new IllegalStateException("a node could not be started", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      control.stop();
      throw SystemException.because("start", "a node", "it was interrupted", "try again");
    }
  }

  /** Its ID. */
  public int nodeId() {
    return nodeId;
  }

  /** Waits until the node has ended, because it was closed or all its interfaces are gone. */
  public void awaitEnd() throws InterruptedException {
    thread.join();
  }

  /** Ends the node: its interfaces vanish, the others mark it down. */
  @Override
  public void close() {
    control.stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
