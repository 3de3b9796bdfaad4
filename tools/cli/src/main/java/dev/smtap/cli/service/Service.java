package dev.smtap.cli.service;

import dev.smtap.cli.AtExit;
import dev.smtap.node.Node;
import dev.smtap.node.NodeConfig;
import dev.smtap.node.PortOpener;
import dev.smtap.node.TapPorts;
import dev.smtap.node.TapStore;
import dev.smtap.posix.SignalWatch;
import dev.smtap.posix.SystemException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of this process, from their start until a signal or the last of them ends; and what a
 * service manager is told about them, if there is one.
 */
public final class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private final NodePlan plan;
  private final ServiceManager manager;
  private final StoredTaps taps;
  private final RunningNodes nodes;
  private final Caretaker caretaker;
  private final Beside beside;

  /**
   * Nothing runs yet.
   *
   * @param ports makes of the store of TAPs what opens the nodes' interfaces
   */
  Service(NodePlan plan, Inheritance given, Function<TapStore, PortOpener> ports) {
    this.plan = plan;
    this.manager = ServiceManager.of(given.environment());
    this.taps = new StoredTaps(manager, given);
    this.nodes = new RunningNodes(ports.apply(taps));
    this.caretaker = new Caretaker(manager, given, nodes::nodes);
    this.beside = new Beside(nodes::nodes);
  }

  /**
   * Runs nodes; does not return when a signal ends the process: that is a clean end with exit code
   * 0.
   *
   * @param first what to begin with
   * @param plan where to read it again
   * @throws SystemException if one of them cannot be started, or when all have lost their
   *     interfaces
   */
  public static int runUntilStopped(Planned first, NodePlan plan)
      throws SystemException, InterruptedException {
    Service service = new Service(plan, Inheritance.here(), TapPorts::new);
    AtExit.run("smtap-stop", service::endBySignal);
    service.run(first);
    throw SystemException.because(
        "go on with",
        first.nodes().size() == 1 ? "this node" : "these nodes",
        "no interface is left",
        "start it again");
  }

  /** Until the last node ends; whatever goes wrong, none is left that looks like a clean end. */
  void run(Planned first) throws SystemException, InterruptedException {
    try {
      start(first);
      nodes.awaitEnd();
      leaveItToSignal();
    } catch (SystemException | RuntimeException | Error e) {
      stop(Node::close);
      throw e;
    }
  }

  private void start(Planned first) throws SystemException, InterruptedException {
    for (NodeConfig config : first.nodes()) {
      nodes.start(config);
    }
    taps.closeOthers();
    beside.serve(first);
    System.out.println("ready");
    System.out.flush();
    if (manager.isThere()) {
      followSignals(first);
      manager.ready(caretaker.status());
      caretaker.start();
    }
    beside.rehearse(first.nodes().getFirst().root());
  }

  /** Before it is ready: from then on each may come at any time. */
  private void followSignals(Planned first) throws SystemException {
    SignalWatch hangUp = SignalWatch.of(SignalWatch.SIGHUP);
    Thread.ofPlatform().name("smtap-reload").daemon().start(() -> reload(hangUp, first));
    SignalWatch restart = SignalWatch.of(SignalWatch.SIGUSR1);
    Thread.ofPlatform().name("smtap-restart").daemon().start(() -> handOver(restart));
  }

  /** Whoever runs it by hand expects that a hang-up ends it: that is what a terminal does. */
  private void reload(SignalWatch hangUp, Planned first) {
    try {
      while (true) {
        hangUp.await();
        reload(first);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever becomes of it, the nodes go on, and it can be tried again. */
  void reload(Planned first) throws InterruptedException {
    manager.reloading();
    String remark;
    try {
      List<String> refusals = Reload.of(plan, nodes, first);
      beside.nodesChanged();
      remark = refusals.isEmpty() ? "" : "refused: " + String.join("; ", refusals);
    } catch (RuntimeException e) {
      remark = "the configuration was not taken over, by a mistake in smtap: " + e;
      LOG.error("{}", remark);
      LOG.debug("where", e);
    }
    caretaker.remark(remark);
    manager.ready(caretaker.status());
  }

  /** Ends for a restart: the interfaces wait in the store for the process that comes. */
  private void handOver(SignalWatch restart) {
    restart.await();
    if (nodes.beginStop()) {
      manager.stopping();
      stop(Node::handOver);
      Runtime.getRuntime().halt(0);
    }
  }

  /**
   * When a signal ends the nodes, it ends the process too: nothing is wrong. Otherwise the nodes
   * have ended by themselves, and what runs at the exit must not take that for a signal.
   */
  private void leaveItToSignal() throws InterruptedException {
    if (!nodes.beginStop()) {
      new CountDownLatch(1).await();
    }
  }

  private void stop(Consumer<Node> end) {
    var _ = nodes.beginStop();
    taps.leaveThem();
    beside.close();
    caretaker.close();
    nodes.endAll(end);
  }

  /**
   * The Java runtime calls this on SIGTERM and SIGINT, without a service manager on SIGHUP, and at
   * its own exit.
   */
  private void endBySignal() {
    boolean hasBegun = !nodes.isEmpty();
    boolean bySignal = nodes.beginStop() && hasBegun;
    manager.stopping();
    stop(Node::close);
    if (bySignal) {
      Runtime.getRuntime().halt(0);
    }
  }
}
