package dev.smtap.global;

import dev.smtap.facility.SearchCounter;
import dev.smtap.local.CommandSender;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.Command;
import dev.smtap.wire.FlowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What other threads leave to the transmitter of a global network: commands that came from other
 * nodes, and requests of the control thread. Bounded as far as other nodes can fill it.
 */
final class SteeringTasks implements AutoCloseable {
  private static final int MOST_COMMANDS = 512;

  /** Between two frames: a question takes some 8 us, and others may ask as fast as they can. */
  private static final int MOST_AT_ONCE = 16;

  private final GlobalSteering steering;
  private final MappedSection record;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger commandCount = new AtomicInteger();
  private final Conflicts conflicts;
  private volatile @Nullable CommandSender sender;

  SteeringTasks(GlobalSteering steering) throws SystemException {
    this.steering = steering;
    this.conflicts = new Conflicts(steering.counters());
    this.record = MappedSection.ofPrivateMemory(CommandDescriptor.BYTES);
  }

  void attach(CommandSender commands) {
    sender = commands;
  }

  /** Any thread. */
  void ask(Runnable task) {
    tasks.add(task);
    comeAgain();
  }

  /**
   * Does some of it, and asks to be called again if there is more. Transmitter only, like all below
   * but {@link #command} and {@link #castCommand}.
   */
  void run() {
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      task.run();
    }
    if (!tasks.isEmpty()) {
      comeAgain();
    }
  }

  /** Asks to be called again after the next frame, or at once if there is none. Any thread. */
  void comeAgain() {
    CommandSender waker = sender;
    if (waker != null) {
      waker.wakeUp();
    }
  }

  /** Does all of it; nobody leaves anything any more. */
  void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** A command came by a pair ring: an answer, which only who was asked can give. */
  void command(int nodeId, long position) {
    if (SharedMemory.getLongOpaque(position) == Command.ANSWER) {
      long argument = SharedMemory.getLongOpaque(position + Long.BYTES);
      askBounded(() -> takeAnswer(nodeId, argument));
    }
  }

  /** A command was cast. The receiver's thread: copies what is needed. */
  void castCommand(int nodeId, long generation, long position, int bytes) {
    long code = SharedMemory.getLongOpaque(position);
    long argument = SharedMemory.getLongOpaque(position + Long.BYTES);
    long flows = position + Command.BYTES;
    int room = (bytes - Command.BYTES) / FlowDescriptor.BYTES;
    if (code == Command.QUESTION && room >= 1) {
      FlowKey key = FlowDescriptor.get(flows);
      askBounded(() -> answer(nodeId, argument, key));
    } else if (code == Command.ENDED && argument > 0 && argument <= room) {
      List<FlowKey> ended = new ArrayList<>();
      for (int i = 0; i < argument; i++) {
        ended.add(FlowDescriptor.get(flows + (long) i * FlowDescriptor.BYTES));
      }
      askBounded(() -> steering.forget(nodeId, generation, ended));
    }
  }

  private void askBounded(Runnable task) {
    if (commandCount.incrementAndGet() > MOST_COMMANDS) {
      commandCount.decrementAndGet();
      return;
    }
    ask(() -> {
      commandCount.decrementAndGet();
      task.run();
    });
  }

  private void answer(int nodeId, long question, FlowKey key) {
    Engagement now = steering.engaged();
    @Nullable Verdict verdict = Verdict.NONE;
    if (now != null && now.addresses().has(key.localHigh(), key.localLow())) {
      verdict = now.sockets().find(key);
    }
    CommandSender commands = sender;
    if (commands != null && verdict != null) {
      commands.sendCommand(nodeId, Command.ANSWER, CommandDescriptor.answer(question, verdict));
      steering.counters().increment(SearchCounter.ANSWERS);
    }
  }

  private void takeAnswer(int nodeId, long answer) {
    Engagement now = steering.engaged();
    if (now == null) {
      return;
    }
    now.search().heardOf(nodeId);
    Question question = steering.waiting().questions().byId(CommandDescriptor.question(answer));
    if (question != null && question.owner() == 0) {
      takeAnswer(now, question, nodeId, CommandDescriptor.verdict(answer));
    } else if (CommandDescriptor.verdict(answer) == Verdict.EXACT) {
      takeSecondOwner(nodeId, CommandDescriptor.question(answer));
    }
  }

  private void takeAnswer(Engagement now, Question question, int nodeId, Verdict verdict) {
    Members members = steering.members();
    long nanos = steering.nanoTime();
    if (members.takes(nodeId, question.key())) {
      question.answered(nodeId, verdict);
    } else if (!members.isExpected(nodeId, question.key(), nanos)) {
      // Whoever does not have the address cannot have the socket, whatever it says.
      question.answered(nodeId, Verdict.NONE);
    }
    if (question.isComplete()) {
      steering.waiting().conclude(now, question, nanos);
    }
  }

  /** A node has the very socket, and so had another, which answered earlier. */
  private void takeSecondOwner(int nodeId, long id) {
    Questions questions = steering.waiting().questions();
    Question open = questions.byId(id);
    Question question = open == null ? questions.endedById(id) : open;
    if (question != null && question.exactNode() != 0 && question.exactNode() != nodeId) {
      conflicts.report(question.key(), question.exactNode(), nodeId, steering.nanoTime());
    }
  }

  /** Casts a question. */
  void cast(Question question) {
    FlowDescriptor.put(record.position(CommandDescriptor.FLOWS_OFFSET), question.key());
    cast(Command.QUESTION, question.id(), 1);
  }

  /** Tells the others that sockets are gone. */
  void castEnded(List<FlowKey> flows) {
    for (int first = 0; first < flows.size(); first += CommandDescriptor.MOST_FLOWS) {
      int count = Math.min(CommandDescriptor.MOST_FLOWS, flows.size() - first);
      for (int i = 0; i < count; i++) {
        long offset = CommandDescriptor.FLOWS_OFFSET + (long) i * FlowDescriptor.BYTES;
        FlowDescriptor.put(record.position(offset), flows.get(first + i));
      }
      cast(Command.ENDED, count, count);
    }
  }

  /** Nobody leaves anything any more. */
  @Override
  public void close() throws SystemException {
    record.close();
  }

  private void cast(long code, long argument, int flows) {
    CommandSender commands = sender;
    if (commands != null) {
      SharedMemory.putLong(record.position(CommandDescriptor.CODE_OFFSET), code);
      SharedMemory.putLong(record.position(CommandDescriptor.ARGUMENT_OFFSET), argument);
      commands.castCommand(
          record.position(), CommandDescriptor.FLOWS_OFFSET + flows * FlowDescriptor.BYTES);
    }
  }
}
