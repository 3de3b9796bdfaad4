package dev.smtap.cli;

import dev.smtap.node.BackgroundRehearsal;
import dev.smtap.node.Node;
import dev.smtap.node.NodeConfig;
import dev.smtap.node.TapPorts;
import dev.smtap.posix.FaultPoint;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The nodes of this process, from their start until a signal or the last of them ends. */
final class RunningNodes {
  private final List<Node> nodes = new ArrayList<>();
  private @Nullable BackgroundRehearsal rehearsal;
  private boolean stopping;

  private RunningNodes() {}

  /**
   * Runs nodes; does not return when a signal ends the process: that is a clean end with exit code
   * 0.
   *
   * @throws SystemException if one of them cannot be started, or when all have lost their
   *     interfaces
   */
  static int runUntilStopped(List<NodeConfig> configs)
      throws SystemException, InterruptedException {
    RunningNodes running = new RunningNodes();
    Runtime.getRuntime().addShutdownHook(new Thread(running::endBySignal, "smtap-stop"));
    try {
      for (NodeConfig config : configs) {
        running.start(config);
      }
      System.out.println("ready");
      System.out.flush();
      running.rehearse(configs.getFirst().root());
      running.awaitEnd();
      running.leaveItToSignal();
    } catch (SystemException e) {
      running.stop();
      throw e;
    }
    throw SystemException.because(
        "go on with",
        configs.size() == 1 ? "this node" : "these nodes",
        "no interface is left",
        "start it again");
  }

  /** Starts one more node, unless a signal came meanwhile. */
  private void start(NodeConfig config) throws SystemException {
    Node node = Node.start(config, new TapPorts());
    if (!add(node)) {
      node.close();
    }
  }

  private synchronized boolean add(Node node) {
    return !stopping && nodes.add(node);
  }

  private synchronized @Nullable Node take() {
    return nodes.isEmpty() ? null : nodes.removeLast();
  }

  private void endRehearsal() {
    BackgroundRehearsal begun;
    synchronized (this) {
      stopping = true;
      begun = rehearsal;
    }
    if (begun != null) {
      begun.close();
    }
  }

  private synchronized List<Node> all() {
    return List.copyOf(nodes);
  }

  /**
   * Has what carries frames compiled before they come; goes on beside the nodes. Nodes that are to
   * die at a named point reach it in earnest only.
   */
  private synchronized void rehearse(Path root) {
    if (!stopping && !FaultPoint.isSet()) {
      rehearsal = BackgroundRehearsal.begin(root);
    }
  }

  private void awaitEnd() throws InterruptedException {
    for (Node node : all()) {
      node.awaitEnd();
    }
  }

  /**
   * When a signal ends the nodes, it ends the process too: nothing is wrong. Otherwise the nodes
   * have ended by themselves, and what runs at the exit must not take that for a signal.
   */
  private void leaveItToSignal() throws InterruptedException {
    boolean bySignal;
    synchronized (this) {
      bySignal = stopping;
      stopping = true;
    }
    if (bySignal) {
      new CountDownLatch(1).await();
    }
  }

  private void stop() {
    endRehearsal();
    for (Node node = take(); node != null; node = take()) {
      node.close();
    }
  }

  /** The Java runtime calls this on SIGTERM, SIGINT and SIGHUP, and at its own exit. */
  private void endBySignal() {
    boolean bySignal;
    synchronized (this) {
      bySignal = !nodes.isEmpty() && !stopping;
    }
    stop();
    if (bySignal) {
      Runtime.getRuntime().halt(0);
    }
  }
}
