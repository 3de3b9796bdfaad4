package dev.smtap.node;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Facility;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import dev.smtap.local.AdapterSettings;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.NodeAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A partition of nodes in this process, each with one adapter whose other end is a {@link
 * TestPort}. Node IDs go from 1 up. One thread.
 */
final class TestPartition implements AutoCloseable {
  private final ShmDirectory root;
  private final int mtu;
  private final long counterStart;
  private final Map<Integer, Node> nodes = new TreeMap<>();
  private final Map<Integer, TestPort> ports = new TreeMap<>();
  private final Map<Integer, NodeView> views = new TreeMap<>();

  private TestPartition(ShmDirectory root, int mtu, long counterStart) {
    this.root = root;
    this.mtu = mtu;
    this.counterStart = counterStart;
  }

  /** Starts nodes that are all connected with each other. */
  static TestPartition of(int nodes, int mtu, long counterStart) throws SystemException {
    return in(ShmDirectory.create(), nodes, mtu, counterStart);
  }

  /** The same in a directory of one's own, which goes with it. */
  static TestPartition in(ShmDirectory root, int nodes, int mtu, long counterStart)
      throws SystemException {
    TestPartition made = new TestPartition(root, mtu, counterStart);
    for (int id = 1; id <= nodes; id++) {
      made.start(id);
    }
    made.awaitConnected();
    return made;
  }

  private void start(int id) throws SystemException {
    start(id, new TestPort());
  }

  /** Starts a node over a port. */
  void start(int id, TestPort port) throws SystemException {
    ports.put(id, port);
    nodes.put(id, Node.start(config(id, "sm0", NetworkKind.LOCAL), (adapter, mac) -> port.near()));
    views.put(id, NodeView.open(facility(), id));
  }

  /** Starts a node with an interface of its own, sm and its ID, in a namespace. */
  void startIn(String namespace, int id, PortOpener opener) throws SystemException {
    nodes.put(id, Node.start(config(id, "sm0", NetworkKind.LOCAL, namespace), opener));
    views.put(id, NodeView.open(facility(), id));
  }

  /** The configuration of a node of this partition. */
  NodeConfig config(int id, String network, NetworkKind kind) {
    return config(id, network, kind, "");
  }

  private NodeConfig config(int id, String network, NetworkKind kind, String namespace) {
    AdapterConfig adapter =
        new AdapterConfig(kind, "sm" + id, network, mtu, Geometry.LEAST_SLOTS, Offloads.NONE);
    return new NodeConfig(
        root.path(),
        "unit",
        id,
        namespace,
        List.of(adapter),
        new NodeConfig.Limits(8, 2, 16, counterStart),
        AdapterSettings.DEFAULT);
  }

  /** Waits until each has a lane to each and has heard its greetings. */
  void awaitConnected() {
    for (int from : views.keySet()) {
      for (int to : views.keySet()) {
        if (from != to) {
          await().until(() -> view(from).findLane(info(from), to, generation(to)) >= 0);
          await().until(() -> lane(to, from).received().get(ReceiveCounter.COMMANDS) > 0);
        }
      }
    }
  }

  private long generation(int id) {
    return view(id).generation();
  }

  Facility facility() throws SystemException {
    return Facility.of(root.path(), "unit");
  }

  Node node(int id) {
    return get(nodes, id);
  }

  TestPort port(int id) {
    return get(ports, id);
  }

  NodeView view(int id) {
    return get(views, id);
  }

  AdapterInfo info(int id) {
    return view(id).adapters().getFirst();
  }

  private static <T> T get(Map<Integer, T> map, int id) {
    T found = map.get(id);
    if (found == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return found;
  }

  /** How far ahead of now a node says that it lives, or has just said. */
  long aheadNanos(int id) {
    return view(id).heartbeatNanos() - System.nanoTime();
  }

  /** Waits until a node takes longer rests. */
  void awaitQuiet(int id) {
    await().atMost(30, TimeUnit.SECONDS).until(() -> aheadNanos(id) > Pace.TICK_NANOS);
  }

  /** Waits until a node has just gone round: the next time is as far away as can be. */
  void awaitBeat(int id) {
    long before = view(id).heartbeatNanos();
    await().until(() -> view(id).heartbeatNanos() != before);
  }

  /** Waits until a node has just begun one of its longer rests, at least its second. */
  void awaitRest(int id) {
    awaitQuiet(id);
    awaitBeat(id);
  }

  /** Looks often, so that tests are short. */
  static ConditionFactory await() {
    return Awaitility.await().pollInterval(Duration.ofMillis(2));
  }

  /** What node {@code owner} keeps about {@code peer}. */
  LaneHead lane(int owner, int peer) {
    int lane = view(owner).findLane(info(owner), peer, generation(peer));
    return new LaneHead(info(owner).lanePosition(lane));
  }

  long sent(int from, int to, SendCounter counter) {
    return lane(from, to).sent().get(counter);
  }

  long received(int at, int from, ReceiveCounter counter) {
    return lane(at, from).received().get(counter);
  }

  long sent(int id, AdapterSendCounter counter) {
    return info(id).counters(AdapterDescriptor.SENT_OFFSET).get(counter);
  }

  long received(int id, AdapterReceiveCounter counter) {
    return info(id).counters(AdapterDescriptor.RECEIVED_OFFSET).get(counter);
  }

  /** A frame from node to node, numbered, of {@code bytes} bytes. */
  static byte[] frame(int from, int to, int number, int bytes) {
    return frame(NodeAddress.of(0, to), NodeAddress.of(0, from), number, bytes);
  }

  /** A numbered frame whose bytes follow from its number. */
  static byte[] frame(long destination, long source, int number, int bytes) {
    byte[] frame = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      frame[i] = (byte) (number * 31 + i * 7);
    }
    byte[] head = new byte[16];
    ByteBuffer.wrap(head)
        .putLong(destination << 16 | source >>> 32)
        .putInt((int) source)
        .putShort((short) 0x88b6);
    System.arraycopy(head, 0, frame, 0, Math.min(14, bytes));
    if (bytes >= 18) {
      ByteBuffer.wrap(frame, 14, 4).putInt(number);
    }
    return frame;
  }

  /** The number in a frame. */
  static int number(byte[] frame) {
    return ByteBuffer.wrap(frame, 14, 4).getInt();
  }

  /** Waits until everything is at rest and the books of all nodes balance. */
  void awaitBalance() {
    for (int id : views.keySet()) {
      await()
          .alias("books of node " + id)
          .untilAsserted(() -> Books.of(this, id, views.keySet()).assertBalanced());
    }
  }

  @Override
  public void close() throws SystemException {
    for (NodeView each : views.values()) {
      each.close();
    }
    ports.values().forEach(TestPort::release);
    nodes.values().forEach(Node::close);
    ports.values().forEach(TestPort::close);
    root.close();
  }
}
