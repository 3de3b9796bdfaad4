package dev.smtap.cli.top;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.Drop;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.RingStatus;
import dev.smtap.cli.status.Tally;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.FrameCounter;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the model of two readings. */
final class ModelMaker {
  private static final Tally NOTHING = new Tally(Map.of(), Map.of());

  private final Reading now;
  private final Change change;
  private final List<Model.Way> ways = new ArrayList<>();
  private final List<Model.Adapter> adapters = new ArrayList<>();
  private final List<Model.Ring> rings = new ArrayList<>();

  private ModelMaker(Optional<Reading> before, Reading now) {
    this.now = now;
    this.change = new Change(before, now);
  }

  /** The model of a reading; without an earlier one it has no rates. */
  static Model of(Optional<Reading> before, Reading now) {
    return new ModelMaker(before, now).model(before);
  }

  private Model model(Optional<Reading> before) {
    List<NodeStatus> nodes = now.status().nodes();
    for (NodeStatus node : nodes) {
      for (int i = 0; i < node.adapters().size(); i++) {
        addAdapter(node, node.adapters().get(i), change.adapter(node, i));
      }
    }
    return new Model(
        now.status().partition(),
        now.clock(),
        nodes.stream().map(each -> new Model.Node(each.id(), each.state())).toList(),
        ways,
        adapters,
        rings,
        drops(nodes, before),
        now.flows().kept().stream()
            .map(each ->
                new Model.LiveFlow(each.network(), each.node(), each.flow(), change.flow(each)))
            .toList(),
        now.hasFlows() ? now.flows().count() : countedFlows(nodes),
        now.status().problems());
  }

  private static long countedFlows(List<NodeStatus> nodes) {
    return nodes.stream()
        .filter(NodeStatus::isAlive)
        .flatMap(node -> node.adapters().stream())
        .flatMap(adapter -> adapter.global().stream())
        .flatMap(global -> global.table().stream())
        .mapToLong(table -> table.flows())
        .sum();
  }

  private void addAdapter(NodeStatus node, AdapterStatus adapter, Optional<AdapterStatus> then) {
    AdapterStatus.Link link = adapter.link();
    long dropped = adapter.dropped();
    adapters.add(
        new Model.Adapter(
            node.id(),
            link.interfaceName(),
            link.network(),
            link.kind(),
            linkState(node, link),
            link.mtu(),
            sent(adapter, then, AdapterSendCounter.READ, AdapterSendCounter.READ_BYTES),
            received(adapter, then),
            dropped,
            change.rate(then.map(AdapterStatus::dropped).orElse(0L), dropped)));
    ways.add(
        new Model.Way(
            node.id(),
            Model.Way.ALL,
            link.network(),
            sent(adapter, then, AdapterSendCounter.CAST, AdapterSendCounter.CAST_BYTES)));
    for (RingStatus ring : adapter.rings()) {
      addRing(node, adapter, ring, Change.ring(then, ring));
    }
  }

  private static String linkState(NodeStatus node, AdapterStatus.Link link) {
    if (!node.isAlive() || !link.state().equals("present")) {
      return "gone";
    }
    return link.isUp() ? "up" : "down";
  }

  private Traffic sent(
      AdapterStatus adapter,
      Optional<AdapterStatus> then,
      FrameCounter frames,
      FrameCounter bytes) {
    Tally before = then.map(AdapterStatus::sent).orElse(NOTHING);
    return change.traffic(
        adapter.sent().count(frames),
        adapter.sent().count(bytes),
        before.count(frames),
        before.count(bytes));
  }

  private Traffic received(AdapterStatus adapter, Optional<AdapterStatus> then) {
    return change.traffic(
        received(adapter, ReceiveCounter.FRAMES, AdapterReceiveCounter.CAST),
        received(adapter, ReceiveCounter.BYTES, AdapterReceiveCounter.CAST_BYTES),
        then.map(each -> received(each, ReceiveCounter.FRAMES, AdapterReceiveCounter.CAST))
            .orElse(0L),
        then.map(each -> received(each, ReceiveCounter.BYTES, AdapterReceiveCounter.CAST_BYTES))
            .orElse(0L));
  }

  /** By rings, those of former nodes included, and by casts. */
  private static long received(AdapterStatus adapter, FrameCounter byRing, FrameCounter byCast) {
    long sum = adapter.received().count(byCast) + adapter.formerReceived().count(byRing);
    for (RingStatus ring : adapter.rings()) {
      sum += ring.received().count(byRing);
    }
    return sum;
  }

  private void addRing(
      NodeStatus node, AdapterStatus adapter, RingStatus ring, Optional<RingStatus> then) {
    Tally before = then.map(RingStatus::sent).orElse(NOTHING);
    long frames = ring.sent().count(SendCounter.FRAMES);
    Traffic traffic =
        change.traffic(
            frames,
            ring.sent().count(SendCounter.BYTES),
            before.count(SendCounter.FRAMES),
            before.count(SendCounter.BYTES));
    String network = adapter.link().network();
    ways.add(new Model.Way(node.id(), ring.peer(), network, traffic));
    rings.add(
        new Model.Ring(
            node.id(),
            ring.peer(),
            network,
            node.isAlive() ? ring.state() : "down",
            ring.inFlight(),
            adapter.pools().ringEntries(),
            traffic,
            frames,
            ring.sent().dropped()));
  }

  private List<Model.Lost> drops(List<NodeStatus> nodes, Optional<Reading> before) {
    LostBefore then = new LostBefore(before.map(each -> each.status().nodes()), nodes);
    List<Model.Lost> drops = new ArrayList<>();
    for (Drop each : Drop.in(nodes)) {
      drops.add(
          new Model.Lost(
              each.isOfKernel() ? "kernel" : "node " + each.node().id(),
              each.adapter().link().interfaceName(),
              each.where(),
              each.cause(),
              each.frames(),
              change.rate(then.frames(each), each.frames())));
    }
    return drops;
  }
}
