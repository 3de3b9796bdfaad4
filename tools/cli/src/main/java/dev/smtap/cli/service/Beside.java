package dev.smtap.cli.service;

import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.cli.metrics.MetricsServer;
import dev.smtap.cli.snmp.SnmpAgent;
import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.facility.Facility;
import dev.smtap.node.BackgroundRehearsal;
import dev.smtap.node.Node;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FaultPoint;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on beside the nodes of a process: metrics, SNMP, and that code is compiled before it is
 * needed. Once closed, nothing is begun any more. Any thread.
 */
final class Beside implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Beside.class);
  private static final String REHEARSAL = "smtap.rehearsal";

  private final Supplier<List<Node>> nodes;
  private @Nullable BackgroundRehearsal rehearsal;
  private @Nullable MetricsServer metrics;
  private @Nullable SnmpAgent snmp;
  private boolean isClosed;

  /** Beside those nodes that run. */
  Beside(Supplier<List<Node>> nodes) {
    this.nodes = nodes;
  }

  /** Serves what is asked for, about the partition of the nodes. */
  void serve(Planned planned) throws SystemException {
    NodeConfig any = planned.nodes().getFirst();
    if (planned.metrics().isPresent()) {
      serve(any.facility(), planned.metrics().get());
    }
    if (planned.snmp().isPresent()) {
      serve(any.facility(), planned.snmp().get());
    }
  }

  /**
   * Serves the metrics of the partition. Where each node is a service of its own, with one
   * configuration for all, the first one does.
   */
  private synchronized void serve(Facility facility, MetricsAddress address)
      throws SystemException {
    if (isClosed) {
      return;
    }
    try {
      metrics = MetricsServer.start(facility, address);
    } catch (SystemException e) {
      goOnWithout(e);
    }
  }

  /**
   * Answers SNMP for the nodes of this process and their partition; where one configuration is for
   * all, the first process does.
   */
  private synchronized void serve(Facility facility, SnmpConfig how) throws SystemException {
    if (isClosed) {
      return;
    }
    try {
      snmp = SnmpAgent.start(how, facility, nodes);
    } catch (SystemException e) {
      goOnWithout(e);
    }
  }

  /** What another process has already stops no node. */
  private static void goOnWithout(SystemException e) throws SystemException {
    if (e.errno() != Errno.EADDRINUSE) {
      throw e;
    }
    LOG.warn("{}; the nodes run all the same", e.getMessage());
  }

  /** Nodes may have come and gone. */
  synchronized void nodesChanged() {
    if (snmp != null) {
      snmp.nodesChanged();
    }
  }

  /**
   * Has what carries frames compiled before they come. Nodes that are to die at a named point reach
   * it in earnest only, and where many start on few processors it can be switched off.
   */
  synchronized void rehearse(Path root) {
    boolean isWanted = !System.getProperty(REHEARSAL, "").equals("off");
    if (isWanted && !isClosed && !FaultPoint.isSet()) {
      rehearsal = BackgroundRehearsal.begin(root);
    }
  }

  @Override
  public void close() {
    BackgroundRehearsal begun;
    MetricsServer serving;
    SnmpAgent answering;
    synchronized (this) {
      isClosed = true;
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
}
