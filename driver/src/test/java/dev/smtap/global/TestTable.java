package dev.smtap.global;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;

/** A connection table in private memory, and another's reader of it. */
final class TestTable implements AutoCloseable {
  static final long SECOND = 1_000_000_000L;

  final ConnectionTable table;
  final ConnectionReader reader;
  private final MappedSection memory;
  private long nowNanos = 1L << 40;

  TestTable(int flows, long seed) throws SystemException {
    long bytes = ConnectionTableDescriptor.bytes(flows);
    memory = MappedSection.ofPrivateMemory(bytes);
    table = ConnectionTable.make(memory.position(), bytes, seed, ~seed);
    reader = ConnectionReader.of(memory.position(), bytes);
    pass(0);
  }

  long position() {
    return memory.position();
  }

  long now() {
    return nowNanos;
  }

  /** Lets time pass. */
  void pass(double seconds) {
    nowNanos += (long) (seconds * SECOND);
    table.setTime(nowNanos);
  }

  long counter(int offset) {
    return reader.counter(offset);
  }

  long evicted() {
    return counter(ConnectionTableDescriptor.EVICTED_OFFSET);
  }

  long refused() {
    return counter(ConnectionTableDescriptor.REFUSED_OFFSET);
  }

  long agedOut() {
    return counter(ConnectionTableDescriptor.AGED_OUT_OFFSET);
  }

  long nodeGone() {
    return counter(ConnectionTableDescriptor.NODE_GONE_OFFSET);
  }

  /** A flow that a number stands for: IPv4 and IPv6, several local addresses and protocols. */
  static FlowKey key(int number) {
    FlowKey key =
        new FlowKey()
            .setProtocol(number % 3 == 0 ? FlowKey.UDP : FlowKey.TCP)
            .setPorts(80 + number % 2, (number >>> 3) & 0xffff);
    return number % 4 == 0
        ? key.setLocal(0xfd00L << 48, number % 3).setForeign(0x2001_0db8L << 32, number)
        : key.setLocal(0, FlowKey.mapped(0x0a00_0001))
            .setForeign(0, FlowKey.mapped(0xc000_0000 + number));
  }

  /** A TCP flow from an address of its own. */
  static FlowKey tcp(int number) {
    return new FlowKey()
        .setProtocol(FlowKey.TCP)
        .setLocal(0, FlowKey.mapped(0x0a00_0001))
        .setForeign(0, FlowKey.mapped(number))
        .setPorts(80, 50_000);
  }

  /** Records a flow and counts its first packet. */
  int add(FlowKey key, int nodeId, int flags) {
    int entry = table.record(key, nodeId, 1, DecidingStep.LISTENER, flags);
    if (entry != ConnectionTable.NONE) {
      table.count(entry, flags, 60);
    }
    return entry;
  }

  /** Records a flow and brings it to established. */
  int addEstablished(FlowKey key, int nodeId) {
    int entry = add(key, nodeId, FlowKey.SYN);
    if (entry != ConnectionTable.NONE) {
      table.count(entry, FlowKey.ACK, 52);
    }
    return entry;
  }

  boolean has(FlowKey key) {
    return table.find(key) != ConnectionTable.NONE;
  }

  /** Looks at every entry once. */
  int ageOutAll() {
    return table.ageOut(table.entries());
  }

  /** Makes room, so that nothing is evicted. */
  void ageOutAllIfNearlyFull() {
    if (table.flows() > table.mostFlows() - 10) {
      ageOutAll();
    }
  }

  /** The sum of what all buckets say about flows that passed them by. */
  long passedBy() {
    long sum = 0;
    long first = position() + ConnectionTableDescriptor.TABLE_OFFSET;
    for (int i = 0; i < table.entries() / ConnectionBucketDescriptor.ENTRIES; i++) {
      long bucket = first + (long) i * ConnectionBucketDescriptor.BYTES;
      sum += ConnectionBucketDescriptor.passedBy(SharedMemory.getLong(bucket));
    }
    return sum;
  }

  @Override
  public void close() throws SystemException {
    memory.close();
  }
}
