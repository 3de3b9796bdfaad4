package dev.smtap.cli.service;

import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.cli.metrics.MetricsServer;
import dev.smtap.cli.snmp.SnmpAgent;
import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.facility.Facility;
import dev.smtap.node.BackgroundRehearsal;
import dev.smtap.node.Node;
import dev.smtap.node.NodeConfig;
import dev.smtap.node.TapPorts;
import dev.smtap.posix.FaultPoint;
import dev.smtap.posix.SignalWatch;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of this process, from their start until a signal or the last of them ends; and what a
 * service manager is told about them, if there is one.
 */
public final class Service {
  private static final String REHEARSAL = "smtap.rehearsal";

  private final NodePlan plan;
  private final ServiceManager manager;
  private final StoredTaps taps;
  private final RunningNodes nodes;
  private final Caretaker caretaker;
  private @Nullable BackgroundRehearsal rehearsal;
  private @Nullable MetricsServer metrics;
  private @Nullable SnmpAgent snmp;
  private boolean isStopping;

  private Service(NodePlan plan, Inheritance given) {
    this.plan = plan;
    this.manager = ServiceManager.of(given.environment());
    this.taps = new StoredTaps(manager, given);
    this.nodes = new RunningNodes(new TapPorts(taps));
    this.caretaker = new Caretaker(manager, given, nodes::nodes);
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
    Service service = new Service(plan, Inheritance.here());
    Runtime.getRuntime().addShutdownHook(new Thread(service::endBySignal, "smtap-stop"));
    try {
      service.start(first);
      service.nodes.awaitEnd();
      service.leaveItToSignal();
    } catch (SystemException e) {
      service.stop(Node::close);
      throw e;
    }
    throw SystemException.because(
        "go on with",
        first.nodes().size() == 1 ? "this node" : "these nodes",
        "no interface is left",
        "start it again");
  }

  private void start(Planned first) throws SystemException, InterruptedException {
    for (NodeConfig config : first.nodes()) {
      nodes.start(config);
    }
    taps.closeOthers();
    if (first.metrics().isPresent()) {
      serve(first.nodes().getFirst(), first.metrics().get());
    }
    if (first.snmp().isPresent()) {
      serve(first.nodes().getFirst(), first.snmp().get());
    }
    System.out.println("ready");
    System.out.flush();
    if (manager.isThere()) {
      followSignals(first);
      manager.ready(caretaker.status());
      caretaker.start();
    }
    rehearse(first.nodes().getFirst().root());
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
    while (true) {
      hangUp.await();
      try {
        manager.reloading();
        List<String> refusals = Reload.of(plan, nodes, first);
        tellOfNodes();
        caretaker.remark(refusals.isEmpty() ? "" : "refused: " + String.join("; ", refusals));
        manager.ready(caretaker.status());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
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
   * Has what carries frames compiled before they come; goes on beside the nodes. Nodes that are to
   * die at a named point reach it in earnest only, and where many start on few processors it can be
   * switched off.
   */
  private synchronized void rehearse(Path root) {
    boolean isWanted = !System.getProperty(REHEARSAL, "").equals("off");
    if (isWanted && !isStopping && !FaultPoint.isSet()) {
      rehearsal = BackgroundRehearsal.begin(root);
    }
  }

  /** Serves the metrics of the partition. */
  private synchronized void serve(NodeConfig config, MetricsAddress address)
      throws SystemException {
    if (!isStopping) {
      metrics = MetricsServer.start(Facility.of(config.root(), config.partition()), address);
    }
  }

  /** Answers SNMP for the nodes of this process and their partition. */
  private synchronized void serve(NodeConfig config, SnmpConfig how) throws SystemException {
    if (!isStopping) {
      snmp = SnmpAgent.start(how, config.facility(), nodes::nodes);
    }
  }

  private synchronized void tellOfNodes() {
    if (snmp != null) {
      snmp.nodesChanged();
    }
  }

  private void endWhatIsBeside() {
    BackgroundRehearsal begun;
    MetricsServer serving;
    SnmpAgent answering;
    synchronized (this) {
      isStopping = true;
      begun = rehearsal;
      serving = metrics;
      metrics = null;
      answering = snmp;
      snmp = null;
    }
    if (answering != null) {
      answering.close();
    }
    if (serving != null) {
      serving.close();
    }
    if (begun != null) {
      begun.close();
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
    endWhatIsBeside();
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
