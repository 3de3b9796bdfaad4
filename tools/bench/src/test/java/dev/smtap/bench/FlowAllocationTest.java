package dev.smtap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.smtap.global.BalancePolicy;
import dev.smtap.global.Balancer;
import dev.smtap.global.ConnectionTable;
import dev.smtap.global.ConnectionTableDescriptor;
import dev.smtap.global.DecidingStep;
import dev.smtap.global.ListenerSet;
import dev.smtap.global.PacketCracker;
import dev.smtap.global.PacketKind;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the global network does for a packet costs no allocation: taking it apart, the look-up, a
 * pick by each policy, recording, counting, ageing out.
 */
class FlowAllocationTest {
  private static final int WARM_UP_PACKETS = 60_000;
  private static final int PACKETS = 200_000;
  private static final int FOREIGN_PORT_OFFSET = 34;
  private static final long NANOS_PER_PACKET = 10_000_000;

  /** What the virtual machine may do once, such as link a class: less than a byte per packet. */
  private static final long ONCE_BYTES = PACKETS / 4;

  private static final byte[] SYN =
      HexFormat.of()
          .parseHex(
              "02534d00000202534d0000010800"
                  + "4500002812344000400600000a0000020a000001"
                  + "c35000500000000100000000"
                  + "5002ffff00000000");

  private final PacketCracker cracker = new PacketCracker();
  private final Random random = new Random(5);
  private final Balancer balancer = new Balancer(node -> node, random);
  private final ListenerSet set = new ListenerSet(1, random);
  private MappedSection memory;
  private ConnectionTable table;
  private long frame;
  private long nowNanos;
  private int recorded;
  private int agedOut;

  @BeforeEach
  void make() throws Exception {
    long bytes = ConnectionTableDescriptor.bytes(ConnectionTableDescriptor.FEWEST_FLOWS);
    memory = MappedSection.ofPrivateMemory(bytes + 4096);
    table = ConnectionTable.make(memory.position(), bytes);
    frame = memory.position(bytes);
    SharedMemory.copyIn(SYN, frame);
    set.setNodes(BitSet.valueOf(new long[] {0b1110}));
    set.setAffinity(1);
  }

  @AfterEach
  void remove() throws Exception {
    memory.close();
  }

  @Test
  void packetsCostNoAllocation() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    pass(WARM_UP_PACKETS);
    long before = threads.getCurrentThreadAllocatedBytes();
    pass(PACKETS);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    System.out.println("allocated for " + PACKETS + " packets: " + allocated + " bytes");
    assertThat(allocated).isLessThan(ONCE_BYTES);
    assertThat(recorded).isGreaterThan(PACKETS / 4);
    assertThat(agedOut).isGreaterThan(PACKETS / 8);
  }

  private void pass(int packets) {
    BalancePolicy[] policies = BalancePolicy.values();
    for (int i = 0; i < packets; i++) {
      nowNanos += NANOS_PER_PACKET;
      table.setTime(nowNanos);
      set.setPolicy(policies[i % policies.length]);
      long ports = SharedMemory.getNetworkLong(frame + FOREIGN_PORT_OFFSET);
      SharedMemory.putNetworkLong(frame + FOREIGN_PORT_OFFSET, ports + (1L << 48) * (i & 1));
      if (cracker.crack(frame, SYN.length) != PacketKind.PORTS) {
        throw new AssertionError("not taken apart");
      }
      handle();
      agedOut += table.ageOut(16);
    }
  }

  private void handle() {
    int entry = table.find(cracker.key());
    if (entry == ConnectionTable.NONE) {
      int node = balancer.pick(set, cracker.key(), nowNanos);
      entry = table.record(cracker.key(), node, 1, DecidingStep.LISTENER, cracker.tcpFlags());
      recorded++;
    }
    table.count(entry, cracker.tcpFlags(), SYN.length);
  }
}
