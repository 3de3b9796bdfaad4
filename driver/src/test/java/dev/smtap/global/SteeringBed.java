package dev.smtap.global;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Claim;
import dev.smtap.facility.CommonSection;
import dev.smtap.facility.Counters;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.LaneHead;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeView;
import dev.smtap.facility.OwnSection;
import dev.smtap.fuzz.ScratchFacility;
import dev.smtap.local.Adapter;
import dev.smtap.local.AdapterSettings;
import dev.smtap.local.CommandSender;
import dev.smtap.local.Lane;
import dev.smtap.local.Lanes;
import dev.smtap.local.NodeRequests;
import dev.smtap.local.Peer;
import dev.smtap.local.SendSide;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.netlink.SocketQuestion;
import dev.smtap.posix.EventFd;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.tap.SocketPort;
import dev.smtap.wire.Command;
import dev.smtap.wire.NodeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The steering of one node of three, without threads: a test brings frames and commands, and writes
 * what the peers publish. Global addresses are of this machine's loopback, so that the own kernel
 * has real sockets for them. One thread.
 */
final class SteeringBed implements AutoCloseable {
  static final int OWN = 1;
  static final int GOOD = 2;
  static final int HOSTILE = 3;
  static final InetAddress GLOBAL4 = InetAddress.ofLiteral("127.77.0.1");
  static final InetAddress GLOBAL6 = InetAddress.ofLiteral("::1");

  private static final int FLOWS = GlobalAreaDescriptor.FEWEST_FLOWS;
  private static final int LANES = 4;

  /** Which ports are whose. */
  static final PortShares SHARES = new PortShares(LANES);

  private final ScratchFacility scratch = ScratchFacility.make();
  private final CommonSection common;
  private final int network;
  private final Map<Integer, OwnSection> sections = new HashMap<>();
  private final Map<Integer, NodeView> views = new HashMap<>();
  private final Map<Integer, Peer> peers = new HashMap<>();
  private final List<SocketPort> ports = SocketPort.pair();
  private final MappedSection tableMemory =
      MappedSection.ofPrivateMemory(GlobalAreaDescriptor.tableBytes(FLOWS));
  private final AtomicInteger lost = new AtomicInteger();

  SteeringBed() throws IOException {
    common =
        CommonSection.openOrCreate(scratch.facility(), new CommonSection.Plan(2, 4, 8, 0), true);
    network = common.claimNetwork("net", NetworkKind.GLOBAL);
    for (int id : new int[] {OWN, GOOD, HOSTILE}) {
      OwnSection section = publish(id, 1000 + id);
      section.reserveLane(section.adapters().getFirst(), 0);
      section.entry(section.adapters().getFirst()).setMac(mac(id));
      sections.put(id, section);
      views.put(id, NodeView.open(scratch.facility(), id));
    }
  }

  private OwnSection publish(int id, long generation) throws SystemException {
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(NetworkKind.GLOBAL, network, "net", Geometry.LEAST_SLOTS, FLOWS);
    OwnSection.Plan plan = new OwnSection.Plan(scratch.facility(), LANES, 0, List.of(adapter));
    OwnSection section = OwnSection.create(new Claim(id, generation), plan);
    section.publish();
    return section;
  }

  /**
   * Another section of a node, with another generation, which has a connection table that is filled
   * in; it is not closed with the bed.
   */
  NodeView leave(int id, long generation, Consumer<ConnectionTable> filling)
      throws SystemException {
    try (OwnSection section = publish(id, generation)) {
      AdapterInfo adapter = section.adapters().getFirst();
      section.reserveTable(adapter);
      filling.accept(
          ConnectionTable.make(
              adapter.tablePosition(), GlobalAreaDescriptor.tableBytes(FLOWS), id, id));
      return NodeView.open(scratch.facility(), id);
    }
  }

  OwnSection section(int id) {
    return Objects.requireNonNull(sections.get(id));
  }

  AdapterInfo info(int id) {
    return section(id).adapters().getFirst();
  }

  Peer peer(int id) {
    return Objects.requireNonNull(peers.get(id));
  }

  /** The MAC address of a node's interface. */
  static long mac(int id) {
    return NodeAddress.of(0, id);
  }

  /** How often somebody noticed that pages are gone. */
  int lost() {
    return lost.get();
  }

  /** Where the sections are. */
  ScratchFacility scratch() {
    return scratch;
  }

  /** Where a node's published part begins. */
  long area(int id) {
    return info(id).globalPosition();
  }

  /** Lets a peer publish that it is GLOBAL and has both addresses. */
  DirectoryWriter serve(int id) {
    SharedMemory.clear(area(id), GlobalAreaDescriptor.TABLE_OFFSET);
    DirectoryWriter writer = new DirectoryWriter(area(id));
    writer.setAddresses(List.of(GLOBAL4, GLOBAL6));
    writer.setGlobal(true);
    return writer;
  }

  /** Gives a peer that serves a connection table of its own. */
  ConnectionTable makeTable(int id) throws SystemException {
    section(id).reserveTable(info(id));
    SharedMemory.clear(info(id).tablePosition(), GlobalAreaDescriptor.tableBytes(FLOWS));
    return ConnectionTable.make(
        info(id).tablePosition(), GlobalAreaDescriptor.tableBytes(FLOWS), id, id);
  }

  /** What is used for one test: everything anew, nobody publishes anything but this node. */
  Run begin(CommandSender commands) throws SystemException {
    return begin(commands, System::nanoTime);
  }

  /** The same by another clock. */
  Run begin(CommandSender commands, LongSupplier nanoTime) throws SystemException {
    SharedMemory.clear(
        info(OWN).areaPosition() + AdapterDescriptor.SENT_OFFSET,
        AdapterDescriptor.FORMER_SENT_OFFSET - AdapterDescriptor.SENT_OFFSET);
    SharedMemory.clear(tableMemory.position(), tableMemory.bytes());
    for (int id : new int[] {GOOD, HOSTILE}) {
      SharedMemory.clear(area(id), GlobalAreaDescriptor.TABLE_OFFSET);
    }
    var _ = serve(OWN);
    Adapter adapter =
        new Adapter(
            section(OWN),
            info(OWN),
            ports.getFirst(),
            common.area(network),
            common.fd(),
            (nodeId, generation) -> sections.containsKey(nodeId),
            new Requests(),
            AdapterSettings.DEFAULT);
    adapter.setLanes(Lanes.NONE.with(lane(GOOD)).with(lane(HOSTILE)));
    return new Run(adapter, commands, nanoTime);
  }

  private Lane lane(int peerId) {
    Peer peer = new Peer(Objects.requireNonNull(views.get(peerId)));
    peers.put(peerId, peer);
    int index = peerId - GOOD;
    long position = info(OWN).lanePosition(index);
    SharedMemory.clear(position, LaneDescriptor.bytes(info(OWN).geometry().entries()));
    LaneHead head = new LaneHead(position);
    head.assign(peerId, section(peerId).generation(), 0, 0);
    SendSide side = new SendSide(head, info(OWN).geometry().entries(), network, OWN, peerId);
    AdapterInfo peerAdapter = peer.view().adapters().getFirst();
    return new Lane(peer, index, head, peerAdapter, OWN, section(OWN).generation(), side);
  }

  private final class Requests implements NodeRequests {
    @Override
    public boolean unknownNode(int nodeId) {
      throw new AssertionError("node " + nodeId);
    }

    @Override
    public void interfaceGone(Adapter adapter, String why) {
      throw new AssertionError("interface gone: " + why);
    }

    @Override
    public void busyAgain() {}

    @Override
    public void sectionLost(Adapter adapter) {
      lost.incrementAndGet();
    }
  }

  /** One steering, and what belongs to it. */
  final class Run implements AutoCloseable {
    private final GlobalSteering steering;
    private final ConnectionTable table;
    private @Nullable OwnSockets sockets;

    private Run(Adapter adapter, CommandSender commands, LongSupplier nanoTime)
        throws SystemException {
      steering = new GlobalSteering(adapter, nanoTime);
      steering.attach(commands);
      table = ConnectionTable.make(tableMemory.position(), tableMemory.bytes(), 1, 2);
      engage();
    }

    GlobalSteering steering() {
      return steering;
    }

    ConnectionTable table() {
      return table;
    }

    Counters sent() {
      return info(OWN).counters(AdapterDescriptor.SENT_OFFSET);
    }

    Counters counters() {
      return steering.counters();
    }

    /** Becomes GLOBAL. */
    void engage() throws SystemException {
      sockets =
          new OwnSockets(SocketQuestion.open(), new DirectoryReader(area(OWN)), 0, EventFd.open());
      OwnerSearch search =
          new OwnerSearch(
              steering.members(),
              sockets,
              table,
              steering.waiting().questions(),
              steering.counters(),
              SHARES);
      GlobalAddresses both = new GlobalAddresses(List.of(GLOBAL4, GLOBAL6));
      Set<Segment> partition = Set.of(Segment.of(InetAddress.ofLiteral("10.77.0.0"), 24));
      steering.engage(
          new Engagement(both, new GlobalAddresses(List.of()), partition, sockets, table, search));
    }

    /** From now on the kernel is asked in vain. */
    void loseKernel() {
      Objects.requireNonNull(sockets).close();
    }

    @Override
    public void close() throws SystemException {
      steering.close();
    }
  }

  /** Keeps the numbers of the questions that were cast, and counts the rest. */
  static final class Commands implements CommandSender {
    private final List<Long> questions = new ArrayList<>();
    private int others;
    private int wakeUps;

    /** The number of the question that was cast last, or 0. */
    long lastQuestion() {
      return questions.isEmpty() ? 0 : questions.getLast();
    }

    /** How often the transmitter was to be woken. */
    int wakeUps() {
      return wakeUps;
    }

    /** Commands that were no questions. */
    int others() {
      return others;
    }

    @Override
    public void castCommand(long record, int bytes) {
      if (bytes > CommandDescriptor.BYTES) {
        throw new AssertionError(bytes + " bytes");
      }
      if (SharedMemory.getLong(record + CommandDescriptor.CODE_OFFSET) == Command.QUESTION) {
        questions.add(SharedMemory.getLong(record + CommandDescriptor.ARGUMENT_OFFSET));
      } else {
        others++;
      }
    }

    @Override
    public void sendCommand(int nodeId, long code, long argument) {
      others++;
    }

    @Override
    public void wakeUp() {
      wakeUps++;
    }
  }

  @Override
  public void close() throws IOException {
    for (NodeView view : views.values()) {
      view.close();
    }
    for (OwnSection section : sections.values()) {
      section.close();
    }
    for (SocketPort port : ports) {
      port.close();
    }
    tableMemory.close();
    common.close();
    scratch.close();
  }
}
