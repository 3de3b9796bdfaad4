package dev.smtap.global;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Adapter;
import dev.smtap.local.CommandSender;
import dev.smtap.local.Steering;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.VirtioNetHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends each packet for a global address to the node whose socket owns it. Everything else passes:
 * an adapter that is not GLOBAL is one of a local network. Transmitter's thread, but for {@link
 * #command}, {@link #castCommand} and {@link #ask}, which leave their work to it.
 */
public final class GlobalSteering implements Steering {
  private final Adapter adapter;
  private final LongSupplier nanoTime;
  private final Counters sent;
  private final Counters counters;
  private final Members members;
  private final PacketCracker packet = new PacketCracker();
  private final Foresight foresight = new Foresight();
  private final WaitingFrames waiting;
  private final SteeringTasks tasks;
  private final TableUpkeep upkeep;
  private @Nullable Engagement engaged;
  private BalanceRules rules = BalanceRules.DEFAULT;

  /** The steering of an adapter of a global network, which is not GLOBAL yet. */
  public GlobalSteering(Adapter adapter) throws SystemException {
    this(adapter, System::nanoTime);
  }

  /** One that goes by another clock. */
  GlobalSteering(Adapter adapter, LongSupplier nanoTime) throws SystemException {
    this.adapter = adapter;
    this.nanoTime = nanoTime;
    this.sent = adapter.info().counters(AdapterDescriptor.SENT_OFFSET);
    this.counters =
        new Counters(adapter.info().globalPosition() + GlobalAreaDescriptor.COUNTERS_OFFSET);
    this.members = new Members(adapter);
    this.waiting = new WaitingFrames(sent, counters, members.ownId(), nanoTime);
    this.tasks = new SteeringTasks(this);
    this.upkeep = new TableUpkeep(counters);
  }

  @Override
  public void attach(CommandSender commands) {
    tasks.attach(commands);
  }

  /** Lets the transmitter do something. Any thread. */
  void ask(Runnable task) {
    tasks.ask(task);
  }

  @Override
  public void command(int nodeId, long position, int bytes) {
    tasks.command(nodeId, position);
  }

  @Override
  public void castCommand(int nodeId, long generation, long position, int bytes) {
    tasks.castCommand(nodeId, generation, position, bytes);
  }

  /** Where packets for a network's global addresses are sent by the kernel: nobody has it. */
  public static long neighbourMac(int network) {
    return NodeAddress.of(network, 0);
  }

  Members members() {
    return members;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  WaitingFrames waiting() {
    return waiting;
  }

  Counters counters() {
    return counters;
  }

  /** What it does while GLOBAL, or null. */
  @Nullable Engagement engaged() {
    return engaged;
  }

  /** Becomes GLOBAL, changes its addresses, or (null) stops. */
  void engage(@Nullable Engagement next) {
    Engagement before = engaged;
    engaged = next;
    foresight.forget();
    if (before != null && (next == null || next.sockets() != before.sockets())) {
      before.sockets().close();
    }
    if (next == null) {
      waiting.dropAll();
      return;
    }
    upkeep.of(next.table());
    if (before == null || next.search() != before.search()) {
      next.search().picker().setRules(rules);
    }
  }

  @Override
  public boolean looksAhead() {
    Engagement now = engaged;
    return now != null && Foresight.helps(now.table());
  }

  @Override
  public void foresee(long[] frames, int[] frameBytes, int count) {
    Engagement now = engaged;
    if (now != null) {
      foresight.look(now.table(), frames, frameBytes, count);
    }
  }

  @Override
  public int steer(long frame, int frameBytes) {
    Engagement now = engaged;
    if (now == null) {
      return PASS;
    }
    PacketKind kind = packet.crack(frame, frameBytes);
    if (kind == PacketKind.NOT_IP) {
      return packet.etherType() == NeighbourFrames.ARP ? steerArp(now, frame, frameBytes) : PASS;
    }
    if (kind == PacketKind.MALFORMED) {
      return PASS;
    }
    FlowKey key = packet.key();
    if (!now.addresses().has(key.localHigh(), key.localLow())) {
      return steerOther(now, kind, frame);
    }
    if (key.foreignHigh() == 0 && key.foreignLow() == 0) {
      // RFC 4291, section 2.5.2: nobody forwards a packet without a source; kernels do take it.
      sent.increment(AdapterSendCounter.NO_OWNER);
      return TAKEN;
    }
    if (kind == PacketKind.PORTS || kind == PacketKind.ICMP_ERROR) {
      return steerFlow(now, kind, frame, frameBytes);
    }
    if (kind == PacketKind.LATER_FRAGMENT) {
      int node = waiting.followFirst(packet, frame, frameBytes);
      return node == 0 ? TAKEN : to(node, frame);
    }
    counters.increment(SearchCounter.PORTLESS);
    return found(members.ownId(), frame, nanoTime.getAsLong());
  }

  private int steerArp(Engagement now, long frame, int frameBytes) {
    if (!NeighbourFrames.isArpAbout(now.addresses(), frame, frameBytes)) {
      return PASS;
    }
    if (NeighbourFrames.isRequest(now.addresses(), frame)) {
      NeighbourFrames.answer(frame, neighbourMac(adapter.info().network()));
      return members.ownId();
    }
    sent.increment(AdapterSendCounter.NEIGHBOUR);
    return TAKEN;
  }

  private int steerOther(Engagement now, PacketKind kind, long frame) {
    if (kind == PacketKind.ICMP && NeighbourFrames.isNdAbout(now.addresses(), packet, frame)) {
      sent.increment(AdapterSendCounter.NEIGHBOUR);
      return TAKEN;
    }
    return PASS;
  }

  private int steerFlow(Engagement now, PacketKind kind, long frame, int frameBytes) {
    long nanos = nanoTime.getAsLong();
    now.table().setTime(nanos);
    waiting.expire(now, nanos);
    FlowKey key = packet.key();
    boolean isError = kind == PacketKind.ICMP_ERROR;
    boolean isFollowing = key.protocol() == FlowKey.TCP && !packet.isOpening();
    int node =
        isError
            ? now.search().knownOfQuoted(key)
            : now.search().known(packet, foresight.home(now.table(), frame, key), frameBytes);
    if (node != OwnerSearch.NOBODY) {
      counters.increment(isError ? SearchCounter.QUOTED : SearchCounter.KNOWN);
      return found(node, frame, nanos);
    }
    Question.Purpose purpose =
        isError
            ? Question.Purpose.ERROR
            : isFollowing ? Question.Purpose.FOLLOWING : Question.Purpose.OPENING;
    return search(now, purpose, frame, frameBytes, nanos);
  }

  private int search(
      Engagement now, Question.Purpose purpose, long frame, int frameBytes, long nanos) {
    FlowKey key = packet.key();
    int node = now.search().search(key, purpose, packet.tcpFlags(), nanos);
    return switch (node) {
      case OwnerSearch.NOBODY -> nobody(now, key, purpose, frame);
      case OwnerSearch.UNDECIDED -> {
        sent.increment(AdapterSendCounter.WAIT_FULL);
        yield TAKEN;
      }
      case OwnerSearch.ASKING -> await(now, frame, frameBytes, nanos);
      default -> {
        if (purpose != Question.Purpose.ERROR) {
          now.search().count(key, packet.tcpFlags(), frameBytes);
        } else {
          counters.increment(SearchCounter.QUOTED);
        }
        yield found(node, frame, nanos);
      }
    };
  }

  /** Lets a frame wait for the answers to its question, which is cast if that is not done yet. */
  private int await(Engagement now, long frame, int frameBytes, long nanos) {
    Question question = now.search().asked();
    if (question == null) {
      return TAKEN;
    }
    waiting.await(question, packet, frame, frameBytes, nanos);
    if (!question.isCast()) {
      // Also when nobody is waited for: a node that was late is heard of again by its answer.
      question.setCast();
      tasks.cast(question);
      if (question.isComplete()) {
        waiting.conclude(now, question, nanos);
      }
    }
    return TAKEN;
  }

  private int found(int nodeId, long frame, long nanos) {
    waiting.noteFirst(packet, nodeId, nanos);
    return to(nodeId, frame);
  }

  /** Nobody has a socket: the own kernel says so to the sender, or nobody does. */
  private int nobody(Engagement now, FlowKey key, Question.Purpose purpose, long frame) {
    if (waiting.rejects(now, key, purpose)) {
      counters.increment(SearchCounter.REJECTED);
      return to(members.ownId(), frame);
    }
    sent.increment(AdapterSendCounter.NO_OWNER);
    return TAKEN;
  }

  private int to(int nodeId, long frame) {
    long behind = SharedMemory.getNetworkLong(frame) & 0xffff;
    SharedMemory.putNetworkLong(frame, members.mac(nodeId) << 16 | behind);
    return nodeId;
  }

  @Override
  public int takeReady(long target) {
    int frameBytes = waiting.takeReady(engaged, target);
    if (frameBytes > 0) {
      to(waiting.readyNode(), target + VirtioNetHeader.BYTES);
    }
    return frameBytes;
  }

  @Override
  public int readyNode() {
    return waiting.readyNode();
  }

  @Override
  public void service() {
    tasks.run();
    long nanos = nanoTime.getAsLong();
    Engagement now = engaged;
    if (now != null) {
      now.table().setTime(nanos);
      waiting.expire(now, nanos);
    }
    if (upkeep.step(nanos)) {
      tasks.comeAgain();
    }
  }

  /** So many entries more of the connection table are to be aged. */
  void age(int entries) {
    upkeep.ask(entries);
  }

  @Override
  public int timeoutMillis() {
    return waiting.timeoutMillis();
  }

  /** A node has stopped to be started again: nobody is told meanwhile that its sockets are gone. */
  void expectBack(int nodeId) {
    members.expectBack(nodeId, nanoTime.getAsLong());
  }

  /** Sockets of a node are gone: so are their flows. */
  void forget(int nodeId, long generation, List<FlowKey> ended) {
    Engagement now = engaged;
    if (now != null && members.generation(nodeId) == generation) {
      counters.add(SearchCounter.ENDED, now.search().forget(nodeId, ended));
    }
  }

  /** Sockets of this node are gone: what the own table does not know of is told to the others. */
  void forgetOwn(List<FlowKey> ended) {
    Engagement now = engaged;
    if (now == null) {
      return;
    }
    List<FlowKey> unknown = new ArrayList<>();
    for (FlowKey each : ended) {
      int forgotten = now.search().forget(members.ownId(), List.of(each));
      counters.add(SearchCounter.ENDED, forgotten);
      if (forgotten == 0 || each.foreignPort() == 0) {
        unknown.add(each);
      }
    }
    tasks.castEnded(unknown);
  }

  /** Changes how new flows are spread. */
  void setRules(BalanceRules rules) {
    Engagement now = engaged;
    this.rules = rules;
    if (now != null) {
      now.search().picker().setRules(rules);
    }
  }

  /** Gives back what it holds; no thread uses it any more. */
  public void close() throws SystemException {
    tasks.runAll();
    engage(null);
    members.tables().close();
    tasks.close();
    waiting.close();
  }
}
