package dev.smtap.cli.snmp;

import dev.smtap.facility.Facility;
import dev.smtap.node.Node;
import dev.smtap.posix.SystemException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snmp4j.mp.SnmpConstants;

/**
 * The agent of a process. Two threads, which sleep while nobody asks and no interface changes.
 * Loads the library: not to be touched where no agent is wanted.
 */
public final class SnmpAgent implements AutoCloseable {
  private final Supplier<List<Node>> nodes;
  private final Engine engine;
  private final Notifier notifier;
  private final Interfaces interfaces;
  private final Set<Node> followed = Collections.newSetFromMap(new WeakHashMap<>());

  private SnmpAgent(
      Supplier<List<Node>> nodes, Engine engine, Notifier notifier, Interfaces interfaces) {
    this.nodes = nodes;
    this.engine = engine;
    this.notifier = notifier;
    this.interfaces = interfaces;
  }

  /**
   * Answers from now on.
   *
   * @param facility the partition
   * @param nodes the nodes of this process, whenever it is asked for them
   * @throws SystemException if the port cannot be had, with EADDRINUSE if somebody has it; if the
   *     secrets cannot be used, or the start cannot be remembered
   */
  public static SnmpAgent start(SnmpConfig config, Facility facility, Supplier<List<Node>> nodes)
      throws SystemException {
    Uptime uptime = new Uptime();
    Engine engine = Engine.open(config, config.listen().orElseThrow());
    Interfaces interfaces = new Interfaces(facility, nodes, uptime);
    engine.serve(new SystemMib(version(), facility.partition(), uptime));
    new InterfaceMib(interfaces).parts().forEach(engine::serve);
    engine.serve(new SmtapMib(facility));
    engine.serve(new EngineMib(engine.usm(), engine.maxMessageBytes()));
    Notifier notifier = new Notifier(engine, config.traps(), uptime);
    SnmpAgent agent = new SnmpAgent(nodes, engine, notifier, interfaces);
    try {
      engine.listen();
    } catch (SystemException e) {
      engine.close();
      throw e;
    }
    notifier.start();
    notifier.tell(SnmpConstants.coldStart);
    agent.nodesChanged();
    return agent;
  }

  /** From the manifest of the jar. */
  private static String version() {
    @Nullable String version = SnmpAgent.class.getPackage().getImplementationVersion();
    return version == null ? "of an unpacked build" : version;
  }

  /**
   * Nodes may have come and gone: follows those that it does not yet know, and tells of interfaces
   * that went with their node.
   */
  public synchronized void nodesChanged() {
    List<Node> all = nodes.get();
    Set<Integer> ids = all.stream().map(Node::nodeId).collect(Collectors.toSet());
    for (int index : interfaces.known()) {
      int node = Interface.nodeOf(index);
      if (!ids.contains(node)) {
        new LinkTraps(node, interfaces, notifier).gone(Interface.adapterOf(index));
      }
    }
    for (Node each : all) {
      if (followed.add(each)) {
        each.tell(new LinkTraps(each.nodeId(), interfaces, notifier));
      }
    }
  }

  /** Answers nobody any more. */
  @Override
  public void close() {
    notifier.close();
    engine.close();
  }
}
