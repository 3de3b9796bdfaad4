package dev.smtap.global;

import dev.smtap.facility.Counters;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.netlink.SocketEnd;
import dev.smtap.netlink.SocketInfo;
import dev.smtap.netlink.SocketProtocol;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.Command;
import dev.smtap.wire.FlowKey;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** A {@link SteeringBed} with one run, and what a test does to it: frames and commands. */
final class CommandedSteering implements AutoCloseable {
  /** Not of the partition: nobody tells it that it is refused. */
  static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

  /** Of the partition. */
  static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("10.77.0.9");

  static final int CLIENT_PORT = 5_000;

  /** This machine has no socket there. */
  static final int PORT = 9;

  private static final int SYN = 2;
  private static final int TCP_LISTEN = 10;
  private static final int TCP_CLOSE = 7;

  private final SteeringBed.Commands commands = new SteeringBed.Commands();
  private final SteeringBed bed = new SteeringBed();
  private final FramePlace place = new FramePlace();
  private final MappedSection slot = MappedSection.ofPrivateMemory(SlotDescriptor.LARGE_BYTES);
  private long nanos = System.nanoTime();
  private final SteeringBed.Run run = bed.begin(commands, () -> nanos);

  CommandedSteering() throws IOException {}

  SteeringBed bed() {
    return bed;
  }

  SteeringBed.Run run() {
    return run;
  }

  SteeringBed.Commands commands() {
    return commands;
  }

  /** A SYN comes in; the node that gets it, or what else is done with it. */
  int steerSyn(InetAddress source, int sourcePort) {
    return steerTcp(source, sourcePort, SYN);
  }

  /**
   * SYNs come in until there is one for which nobody is asked, because too much is asked already;
   * the node that gets it, or what else is done with it.
   */
  int steerSynUnasked(InetAddress source) {
    Counters counters = run.counters();
    long before = counters.get(SearchCounter.UNASKED);
    int done = Steering.PASS;
    for (int port = 1; counters.get(SearchCounter.UNASKED) == before; port++) {
      done = steerSyn(source, port);
    }
    return done;
  }

  /** A segment comes in; the node that gets it, or what else is done with it. */
  int steerTcp(InetAddress source, int sourcePort, int flags) {
    byte[] frame = TestFrames.tcp(source, SteeringBed.GLOBAL4, sourcePort, PORT, flags);
    return steer(frame);
  }

  /** A frame comes in; the node that gets it, or what else is done with it. */
  int steer(byte[] frame) {
    return run.steering().steer(place.put(frame, 0), frame.length);
  }

  /** The flow of a segment from there. */
  static FlowKey flow(InetAddress source, int sourcePort) {
    return new FlowKey()
        .setProtocol(FlowKey.TCP)
        .setPorts(PORT, sourcePort)
        .setLocal(0, GlobalAddresses.low(SteeringBed.GLOBAL4))
        .setForeign(0, GlobalAddresses.low(source));
  }

  private long command(long code, long argument, FlowKey... flows) {
    long position = place.put(new byte[bytes(flows)], 0);
    SharedMemory.putLong(position, code);
    SharedMemory.putLong(position + Long.BYTES, argument);
    for (int i = 0; i < flows.length; i++) {
      FlowDescriptor.put(position + Command.BYTES + (long) i * FlowDescriptor.BYTES, flows[i]);
    }
    return position;
  }

  private static int bytes(FlowKey... flows) {
    return Command.BYTES + flows.length * FlowDescriptor.BYTES;
  }

  /** A node answers the last question, and all that was answered is looked at. */
  void answer(int nodeId, Verdict verdict) {
    say(nodeId, verdict);
    run.steering().service();
  }

  /** A node answers the last question; in time, if it is looked at only later. */
  void say(int nodeId, Verdict verdict) {
    say(nodeId, commands.lastQuestion(), verdict);
  }

  /** A node answers a question. */
  void say(int nodeId, long question, Verdict verdict) {
    long argument = CommandDescriptor.answer(question, verdict);
    run.steering().command(nodeId, command(Command.ANSWER, argument), Command.BYTES);
  }

  /** A node casts a command about flows; it is looked at by the next service. */
  void cast(int nodeId, long code, long argument, FlowKey... flows) {
    cast(nodeId, 1000 + nodeId, code, argument, flows);
  }

  /** A node of some generation casts a command about flows. */
  void cast(int nodeId, long generation, long code, long argument, FlowKey... flows) {
    long position = command(code, argument, flows);
    run.steering().castCommand(nodeId, generation, position, bytes(flows));
  }

  /** The node of the last frame that need not wait any more; as the transmitter does, takes all. */
  int readyNode() {
    int node = 0;
    while (run.steering().takeReady(slot.position()) > 0) {
      node = run.steering().readyNode();
    }
    return node;
  }

  /** Lets the time go by in which nodes must answer; by itself it does not. */
  void passDeadline() {
    pass(Questions.DEADLINE_NANOS);
  }

  /** Lets some time go by. */
  void pass(long someNanos) {
    nanos += someNanos;
    run.steering().service();
  }

  /** Both peers publish that they serve the addresses, and no listener. */
  void peersServe() {
    for (int id : new int[] {SteeringBed.GOOD, SteeringBed.HOSTILE}) {
      var _ = bed.serve(id);
    }
  }

  /** A node publishes a listener of {@link #PORT}, and that it serves the addresses. */
  DirectoryWriter publishListener(int nodeId) throws IOException {
    return publish(nodeId, SocketProtocol.TCP, TCP_LISTEN);
  }

  /** The same of a socket for datagrams that is not connected. */
  DirectoryWriter publishBound(int nodeId) throws IOException {
    return publish(nodeId, SocketProtocol.UDP, TCP_CLOSE);
  }

  private DirectoryWriter publish(int nodeId, SocketProtocol protocol, int state)
      throws IOException {
    DirectoryWriter writer = bed.serve(nodeId);
    SocketEnd local = new SocketEnd(SteeringBed.GLOBAL4, PORT);
    SocketEnd anybody = new SocketEnd(InetAddress.ofLiteral("0.0.0.0"), 0);
    writer.setListeners(
        List.of(new SocketInfo(protocol, state, local, anybody, 0, false, 0, 1, 1)), 1);
    return writer;
  }

  /** A node changes what it publishes, and does not come to an end. */
  void publishForEver(int nodeId) {
    SharedMemory.putLong(bed.area(nodeId) + GlobalAreaDescriptor.SEQUENCE_OFFSET, 7);
  }

  @Override
  public void close() throws IOException {
    run.close();
    slot.close();
    place.close();
    bed.close();
  }
}
