package dev.smtap.node;

import dev.smtap.global.GlobalSettings;
import dev.smtap.posix.SystemException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running node. A process may have many: nothing here is shared between them. Any thread may
 * start and close one.
 */
public final class Node implements AutoCloseable {
  private static final long APPLY_SECONDS = 5;

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

  /** Whether the node has ended, because it was closed or all its interfaces are gone. */
  public boolean hasEnded() {
    return !thread.isAlive();
  }

  /**
   * Asks the node how it is. The answer comes from its control thread, so it does not come at all
   * if that stands still or has ended.
   */
  public Future<Checkup> checkUp() {
    return control.ask(NodeParts::checkUp);
  }

  /**
   * Asks the kernel about the node's interfaces. The answer comes from its control thread, so it
   * does not come at all if that stands still or has ended.
   */
  public Future<List<NodeLink>> links() {
    return control.ask(parts -> parts.links().look());
  }

  /** Lets somebody know what the node's interfaces are like, soon and whenever it changes. */
  public void tell(LinkWatch watch) {
    var _ =
        control.ask(parts -> {
          parts.links().tell(watch);
          return true;
        });
  }

  /**
   * Changes how new flows of a global network are spread.
   *
   * @throws SystemException if the node has ended or does not answer
   */
  public void apply(String network, GlobalSettings settings) throws SystemException {
    CompletableFuture<Boolean> done =
        control.ask(parts -> {
          parts.apply(network, settings);
          return true;
        });
    try {
      done.get(APPLY_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SystemException because) {
        throw because;
      }
      throw new IllegalStateException("a node could not be changed", e.getCause());
    } catch (TimeoutException e) {
      throw SystemException.because(
          "change", "node " + nodeId, "it does not answer", "start it again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the node has ended, because it was closed or all its interfaces are gone. */
  public void awaitEnd() throws InterruptedException {
    thread.join();
  }

  /**
   * Ends the node when its interfaces live on elsewhere, and the next process of this node takes
   * them over at once: what is to go to its global addresses waits in them meanwhile.
   */
  public void handOver() {
    control.handOver();
    join();
  }

  /** Ends the node: its interfaces vanish, the others mark it down. */
  @Override
  public void close() {
    control.stop();
    join();
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
