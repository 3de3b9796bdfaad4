package dev.smtap.cli.snmp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * Sends notifications from a thread of its own: who has something to tell never waits. What comes
 * faster than it can be sent is dropped, and counted. Any thread.
 */
final class Notifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final int MOST_WAITING = 1_000;

  private final Engine engine;
  private final List<SnmpTrap> targets;
  private final Uptime uptime;
  private final BlockingQueue<List<VariableBinding>> waiting =
      new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread = new Thread(this::work, "smtap-snmp-traps");

  Notifier(Engine engine, List<SnmpTrap> targets, Uptime uptime) {
    this.engine = engine;
    this.targets = List.copyOf(targets);
    this.uptime = uptime;
  }

  void start() {
    if (!targets.isEmpty()) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Tells of something that has just happened. */
  void tell(OID what, VariableBinding... more) {
    if (targets.isEmpty()) {
      return;
    }
    List<VariableBinding> values = new ArrayList<>();
    values.add(new VariableBinding(SnmpConstants.sysUpTime, uptime.now()));
    values.add(new VariableBinding(SnmpConstants.snmpTrapOID, what));
    values.addAll(List.of(more));
    if (!waiting.offer(values)) {
      LOG.warn("an SNMP notification was dropped: {} wait to be sent", MOST_WAITING);
    }
  }

  private void work() {
    try {
      while (true) {
        send(waiting.take());
      }
    } catch (InterruptedException _) {
      // It was closed.
    }
  }

  private void send(List<VariableBinding> values) {
    for (SnmpTrap each : targets) {
      try {
        engine.send(each, values);
      } catch (IOException | RuntimeException e) {
        LOG.warn("no SNMP notification can be sent to {}: {}", each.address(), e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
