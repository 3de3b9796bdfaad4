package dev.smtap.bench;

import dev.smtap.global.ConnectionTable;
import dev.smtap.global.ConnectionTableDescriptor;
import dev.smtap.local.FrameReader;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The connection table: look-ups of known flows in random order, all hits, in a table that is as
 * full as it may be (at 1,000,000 flows).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FlowBenchmark {
  private static final int MOST_FLOWS = 1_000_000;

  /** A packet each 0.2 ms: those that are idle for a minute are 300,000. */
  private static final long NANOS_PER_FLOW = 200_000;

  /** So that the hand goes round in a fraction of that time. */
  private static final int ENTRIES_PER_FLOW = 4;

  /** Flows in the table. */
  @Param({"10", "10000", "1000000"})
  public int flows;

  @SuppressWarnings("NullAway.Init")
  private FlowTable flowTable;

  @SuppressWarnings("NullAway.Init")
  private ConnectionTable table;

  private final long[] homes = new long[FrameReader.MOST_AHEAD];
  private long number;
  private long found;
  private long nowNanos;

  /** Fills the table. */
  @Setup
  public void fill() throws SystemException {
    flowTable = new FlowTable(flows, flows == 0 ? MOST_FLOWS : flows);
    table = flowTable.table();
  }

  /** Removes it; says if something was refused or evicted, which would be another measurement. */
  @TearDown
  public void remove() throws SystemException {
    long head = flowTable.position();
    long lost =
        SharedMemory.getLong(head + ConnectionTableDescriptor.EVICTED_OFFSET)
            + SharedMemory.getLong(head + ConnectionTableDescriptor.REFUSED_OFFSET);
    flowTable.close();
    if (lost != 0) {
      throw new IllegalStateException(lost + " flows were evicted or refused");
    }
  }

  private long reduce(long mixed, long count) {
    return Math.unsignedMultiplyHigh(mixed, count);
  }

  private int find(long flow) {
    return found(table.find(flowTable.key(flow)), flow);
  }

  private int find(long flow, long home) {
    return found(table.find(flowTable.key(flow), home), flow);
  }

  private static int found(int entry, long flow) {
    if (entry == ConnectionTable.NONE) {
      throw new IllegalStateException("flow " + flow + " is not there");
    }
    return entry;
  }

  /** Which flow is next does not depend on the one before. */
  @Benchmark
  public int independent() {
    return find(reduce(FlowTable.mix(++number), flows));
  }

  /** As the data path does it in large tables: for several whose memory was read before. */
  @Benchmark
  @OperationsPerInvocation(FrameReader.MOST_AHEAD)
  public int ahead(Blackhole touched) {
    bring(touched);
    int entries = 0;
    for (int i = 0; i < FrameReader.MOST_AHEAD; i++) {
      entries += find(reduce(FlowTable.mix(++number), flows), homes[i]);
    }
    return entries;
  }

  /** The same, and each packet is counted. */
  @Benchmark
  @OperationsPerInvocation(FrameReader.MOST_AHEAD)
  public int aheadCounted(Blackhole touched) {
    bring(touched);
    touched.consume(table.touchCounters(homes, homes.length));
    int entries = 0;
    for (int i = 0; i < FrameReader.MOST_AHEAD; i++) {
      int entry = find(reduce(FlowTable.mix(++number), flows), homes[i]);
      table.count(entry, FlowKey.ACK, 1514);
      entries += entry;
    }
    return entries;
  }

  private void bring(Blackhole touched) {
    for (int i = 0; i < FrameReader.MOST_AHEAD; i++) {
      homes[i] = table.home(flowTable.key(reduce(FlowTable.mix(number + 1 + i), flows)));
    }
    touched.consume(table.touchKeys(homes, homes.length));
  }

  /** The first one, and the packet is counted: what the data path does for each packet. */
  @Benchmark
  public int counted() {
    int entry = find(reduce(FlowTable.mix(++number), flows));
    table.count(entry, FlowKey.ACK, 1514);
    return entry;
  }

  /** Which flow is next depends on where the one before was found, and on its node. */
  @Benchmark
  public long dependent() {
    int entry = find(reduce(FlowTable.mix(++number + found), flows));
    found = (long) entry + table.nodeId(entry);
    return found;
  }

  /** A read of a word of the same bytes, whose place depends on what the one before gave. */
  @Benchmark
  public long memory() {
    long word = reduce(FlowTable.mix(++number + found), flowTable.bytes() / Long.BYTES);
    found = SharedMemory.getLong(flowTable.position() + word * Long.BYTES);
    return found;
  }

  /** A new flow, counted once, and as much ageing as keeps some 470,000 in the table. */
  @Benchmark
  public int recordAndAgeOut() {
    nowNanos += NANOS_PER_FLOW;
    table.setTime(nowNanos);
    long flow = ++number;
    int entry = flowTable.record(flowTable.key(flow), (int) flow & 0xffff);
    table.count(entry, FlowKey.SYN, 60);
    return entry + table.ageOut(ENTRIES_PER_FLOW);
  }
}
