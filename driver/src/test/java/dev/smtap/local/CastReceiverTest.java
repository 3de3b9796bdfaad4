package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.Counters;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastRingWriter.Outcome;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a receiver takes of a multicast ring that is there, or comes, when it begins. */
class CastReceiverTest {
  private static final long GROUP = 0x0100_5e00_0001L;
  private static final int FRAME_BYTES = 60;
  private static final int PASSES = 4;

  private Partition partition;

  @BeforeEach
  void make() throws IOException {
    partition = Partition.make();
  }

  @AfterEach
  void remove() throws IOException {
    partition.close();
  }

  private Adapter adapter(int id, ReceiverRun run) {
    AdapterSettings settings = new AdapterSettings(0, false, 1);
    Adapter adapter = partition.adapter(id, run.port(), new ReceiverRun.Requests(), settings);
    adapter.setMtu(1500);
    adapter.setMulticast(new MulticastFilter(false, new long[] {GROUP}));
    return adapter;
  }

  private void cast(ReceiverRun run, int frames) throws IOException {
    Adapter good = adapter(Partition.GOOD, run);
    int bytes = SlotDescriptor.FRAME_OFFSET + FRAME_BYTES;
    try (MappedSection memory = MappedSection.ofPrivateMemory(bytes)) {
      long record = memory.position();
      long source = NodeAddress.of(0, Partition.GOOD);
      SharedMemory.putNetworkLong(record, SmHeader.first(GROUP, source));
      SharedMemory.putNetworkLong(record + Long.BYTES, SmHeader.second(source, 0x0800));
      for (int i = 0; i < frames; i++) {
        assertThat(good.castWriter().cast(GROUP, record, bytes)).isEqualTo(Outcome.SENT);
      }
    }
  }

  private long[] received(ReceiverRun run, int before, int after) throws IOException {
    cast(run, before);
    Adapter own = adapter(Partition.OWN, run);
    Receiver receiver = new Receiver(own, null);
    cast(run, after);
    run.run(own, receiver, PASSES, (position, bytes) -> {});
    Counters counted = partition.info(Partition.OWN).counters(AdapterDescriptor.RECEIVED_OFFSET);
    return new long[] {
      counted.get(AdapterReceiveCounter.CAST), counted.get(AdapterReceiveCounter.MISSED)
    };
  }

  @Test
  void framesThatWereOverwrittenBeforeTheRingWasFollowedAreMissed() throws IOException {
    CastArea area = partition.castArea();
    try (ReceiverRun run = new ReceiverRun()) {
      assertThat(received(run, 0, area.slots() + 5)).containsExactly(area.slots(), 5);
    }
  }

  @Test
  void whatWasCastBeforeTheReceiverBeganIsNotItsOwn() throws IOException {
    CastArea area = partition.castArea();
    try (ReceiverRun run = new ReceiverRun()) {
      assertThat(received(run, 3 * area.slots() + 2, 1)).containsExactly(1, 0);
    }
  }
}
