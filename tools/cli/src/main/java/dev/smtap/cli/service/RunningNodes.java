package dev.smtap.cli.service;

import dev.smtap.node.Node;
import dev.smtap.node.NodeConfig;
import dev.smtap.node.PortOpener;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The nodes of this process, each with the configuration that is in force. Any thread. */
final class RunningNodes {
  private final PortOpener ports;
  private final List<Running> all = new ArrayList<>();
  private final ReentrantLock changing = new ReentrantLock();
  private boolean isStopping;

  /**
   * A node that runs.
   *
   * @param config what is in force
   * @param node the node
   */
  record Running(NodeConfig config, Node node) {}

  RunningNodes(PortOpener ports) {
    this.ports = ports;
  }

  /** Starts one more, unless all are about to stop. */
  void start(NodeConfig config) throws SystemException {
    Node node = Node.start(config, ports);
    if (!add(new Running(config, node))) {
      node.close();
    }
  }

  private synchronized boolean add(Running running) {
    return !isStopping && all.add(running);
  }

  /** Those that run. */
  synchronized List<Running> running() {
    return all.stream().filter(each -> !each.node().hasEnded()).toList();
  }

  List<Node> nodes() {
    return running().stream().map(Running::node).toList();
  }

  /** What was changed about a node is in force now. */
  synchronized void replace(Running before, NodeConfig config) {
    all.replaceAll(
        each -> each.node().equals(before.node()) ? new Running(config, each.node()) : each);
  }

  /** Ends one for good. */
  void end(Running running) {
    running.node().close();
    remove(running);
  }

  private synchronized void remove(Running running) {
    all.remove(running);
  }

  /** Waits until none runs, and none is just being replaced by another one. */
  void awaitEnd() throws InterruptedException {
    do {
      for (Optional<Running> next = any(); next.isPresent(); next = any()) {
        next.get().node().awaitEnd();
      }
    } while (!isOver());
  }

  private boolean isOver() {
    changing.lock();
    try {
      return any().isEmpty();
    } finally {
      changing.unlock();
    }
  }

  /** Ends some and starts others; that none runs meanwhile is not the end. */
  void change(Runnable change) {
    changing.lock();
    try {
      change.run();
    } finally {
      changing.unlock();
    }
  }

  private Optional<Running> any() {
    return running().stream().findFirst();
  }

  /** Whether there are none, not even such as have ended. */
  synchronized boolean isEmpty() {
    return all.isEmpty();
  }

  /** From now on none is started; false if that was said before. */
  synchronized boolean beginStop() {
    boolean first = !isStopping;
    isStopping = true;
    return first;
  }

  /** Ends all of them, in one way or the other. */
  void endAll(Consumer<Node> end) {
    for (Optional<Running> next = takeLast(); next.isPresent(); next = takeLast()) {
      end.accept(next.get().node());
    }
  }

  private synchronized Optional<Running> takeLast() {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.removeLast());
  }
}
