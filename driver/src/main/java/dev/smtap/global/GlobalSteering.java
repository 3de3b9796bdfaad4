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
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends each packet for a global address to the node whose socket owns it. Everything else passes:
 * an adapter that is not GLOBAL is one of a local network. Transmitter's thread, but for {@link
 * #command} and {@link #ask}, which leave their work to it.
 */
public final class GlobalSteering implements Steering {
  private final Adapter adapter;
  private final Counters sent;
  private final Counters counters;
  private final Members members;
  private final PacketCracker packet = new PacketCracker();
  private final FlowKey fragmentKey = new FlowKey();
  private final FragmentTable fragments = new FragmentTable(new SecureRandom());
  private final HeldFrames held;
  private final Questions questions = new Questions(System.nanoTime());
  private final SteeringTasks tasks;
  private @Nullable Engagement engaged;
  private BalanceRules rules = BalanceRules.DEFAULT;
  private int readyNode;

  /** The steering of an adapter of a global network, which is not GLOBAL yet. */
  public GlobalSteering(Adapter adapter) throws SystemException {
    this.adapter = adapter;
    this.sent = adapter.info().counters(AdapterDescriptor.SENT_OFFSET);
    this.counters =
        new Counters(adapter.info().globalPosition() + GlobalAreaDescriptor.COUNTERS_OFFSET);
    this.members = new Members(adapter);
    this.held = new HeldFrames();
    this.tasks = new SteeringTasks(this);
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
  public void command(int nodeId, long generation, long position, int bytes) {
    tasks.command(nodeId, generation, position, bytes);
  }

  /** Where packets for a network's global addresses are sent by the kernel: nobody has it. */
  public static long neighbourMac(int network) {
    return NodeAddress.of(network, 0);
  }

  Members members() {
    return members;
  }

  Questions questions() {
    return questions;
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
    if (before != null && (next == null || next.sockets() != before.sockets())) {
      before.sockets().close();
    }
    if (next == null) {
      dropAllWaiting();
    } else if (before == null || next.search() != before.search()) {
      next.search().picker().setRules(rules);
    }
  }

  private void dropAllWaiting() {
    for (Question open = questions.any(); open != null; open = questions.any()) {
      drop(open);
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
    if (kind == PacketKind.PORTS || kind == PacketKind.ICMP_ERROR) {
      return steerFlow(now, kind, frame, frameBytes);
    }
    if (kind == PacketKind.LATER_FRAGMENT) {
      return steerFragment(frame, frameBytes);
    }
    counters.increment(SearchCounter.PORTLESS);
    return to(members.ownId(), frame);
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
    long nanos = System.nanoTime();
    now.table().setTime(nanos);
    expire(nanos);
    FlowKey key = packet.key();
    boolean isError = kind == PacketKind.ICMP_ERROR;
    boolean isFollowing = key.protocol() == FlowKey.TCP && !packet.isOpening();
    int node =
        isError
            ? now.search().knownOfQuoted(key)
            : now.search().known(key, packet.tcpFlags(), packet.isOpening(), frameBytes);
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
      case OwnerSearch.TOO_MANY -> {
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
    noteFragment(0, question.id(), nanos);
    boolean isNew = !question.hasFrames();
    hold(question, frame, frameBytes);
    if (isNew) {
      // Also when nobody is waited for: a node that was late is heard of again by its answer.
      tasks.cast(question);
      if (question.isComplete()) {
        conclude(now, question, nanos);
      }
    }
    return TAKEN;
  }

  private void hold(Question question, long frame, int frameBytes) {
    int number = held.hold(frame, frameBytes);
    if (number == HeldFrames.NONE) {
      sent.increment(AdapterSendCounter.WAIT_FULL);
    } else if (question.addFrame(number)) {
      counters.increment(SearchCounter.WAITED);
    } else {
      held.free(number);
      sent.increment(AdapterSendCounter.WAIT_FULL);
    }
  }

  private int steerFragment(long frame, int frameBytes) {
    packet.fragmentKey(fragmentKey);
    FragmentTable.Packet first = fragments.find(fragmentKey, System.nanoTime());
    if (first != null && first.nodeId() != 0) {
      counters.increment(SearchCounter.FRAGMENT);
      return to(first.nodeId(), frame);
    }
    Question question = first == null ? null : questions.byId(first.question());
    if (question == null) {
      sent.increment(AdapterSendCounter.NO_OWNER);
    } else {
      hold(question, frame, frameBytes);
    }
    return TAKEN;
  }

  private void noteFragment(int nodeId, long question, long nanos) {
    if (packet.isFirstFragment()) {
      packet.fragmentKey(fragmentKey);
      fragments.put(fragmentKey, nodeId, question, nanos);
    }
  }

  private int found(int nodeId, long frame, long nanos) {
    noteFragment(nodeId, 0, nanos);
    return to(nodeId, frame);
  }

  /** Nobody has a socket: the own kernel says so to the sender, or nobody does. */
  private int nobody(Engagement now, FlowKey key, Question.Purpose purpose, long frame) {
    if (now.rejects(key, purpose)) {
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

  /** A question has all its answers, or as many as came in time. */
  void conclude(Engagement now, Question question, long nanos) {
    int node = now.search().conclude(question, nanos);
    if (node == OwnerSearch.NOBODY && now.rejects(question.key(), question.purpose())) {
      counters.increment(SearchCounter.REJECTED);
      node = members.ownId();
    }
    if (node == OwnerSearch.NOBODY) {
      drop(question);
      return;
    }
    fragments.decided(question.id(), node);
    question.setOwner(node);
  }

  private void drop(Question question) {
    while (question.hasFrames()) {
      held.free(question.takeFrame());
      sent.increment(AdapterSendCounter.NO_OWNER);
    }
    questions.end(question);
  }

  private void expire(long nanos) {
    Engagement now = engaged;
    if (now == null || questions.isEmpty()) {
      return;
    }
    for (Question late = questions.overdue(nanos); late != null; late = questions.overdue(nanos)) {
      now.search().giveUpWaiting(late);
      conclude(now, late, nanos);
    }
  }

  @Override
  public int takeReady(long target) {
    Question question = questions.isEmpty() ? null : questions.ready();
    if (question == null) {
      return 0;
    }
    if (!question.hasFrames()) {
      questions.end(question);
      return takeReady(target);
    }
    int frameBytes = held.takeOut(question.takeFrame(), target);
    readyNode = question.owner();
    long frame = target + VirtioNetHeader.BYTES;
    Engagement now = engaged;
    if (now != null && question.purpose() != Question.Purpose.ERROR) {
      now.search().count(question.key(), question.tcpFlags(), frameBytes);
    }
    to(readyNode, frame);
    return frameBytes;
  }

  @Override
  public int readyNode() {
    return readyNode;
  }

  @Override
  public void service() {
    tasks.run();
    long nanos = System.nanoTime();
    Engagement now = engaged;
    if (now != null) {
      now.table().setTime(nanos);
      expire(nanos);
    }
  }

  @Override
  public int timeoutMillis() {
    if (questions.isEmpty()) {
      return -1;
    }
    if (questions.ready() != null) {
      return 0;
    }
    long now = System.nanoTime();
    long next = questions.nextDeadlineNanos(now + Questions.DEADLINE_NANOS);
    return (int) Math.max(0, (next - now + 999_999) / 1_000_000);
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
    tasks.run();
    engage(null);
    tasks.close();
    held.close();
  }
}
