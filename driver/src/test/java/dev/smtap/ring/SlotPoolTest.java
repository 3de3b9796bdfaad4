package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlotPoolTest {
  private static final int FIRST = 100;
  private static final int CAPACITY = 10;
  private static final int CHUNK = 4;

  private final List<String> reservations = new ArrayList<>();
  private int failure;
  private long nowNanos = -5;
  private MappedSection memory;
  private SlotPool pool;

  @BeforeEach
  void make() throws Exception {
    memory = MappedSection.ofPrivateMemory(8);
    pool = new SlotPool(FIRST, CAPACITY, CHUNK, this::reserve, memory.position(), () -> nowNanos);
  }

  @AfterEach
  void unmap() throws Exception {
    memory.close();
  }

  private int reserve(int first, int count) {
    reservations.add(first + "+" + count);
    return failure;
  }

  private int published() {
    return SharedMemory.getIntAcquire(memory.position());
  }

  @Test
  void handsOutTheSlotThatWasFreedLast() {
    int a = pool.take();
    int b = pool.take();
    int c = pool.take();
    pool.giveBack(a);
    pool.giveBack(c);
    pool.giveBack(b);
    assertThat(new int[] {pool.take(), pool.take(), pool.take()}).containsExactly(b, c, a);
  }

  @Test
  void reservesChunkByChunkAndOnlyWhenNeeded() {
    assertThat(reservations).isEmpty();
    assertThat(published()).isZero();
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(pool.take()).isEqualTo(FIRST + i);
      assertThat(published()).isEqualTo(pool.reserved()).isEqualTo(Math.min(i / 4 * 4 + 4, 10));
    }
    assertThat(reservations).containsExactly("0+4", "4+4", "8+2");
    assertThat(pool.take()).isEqualTo(SlotPool.NONE);
    assertThat(reservations).hasSize(3);
    pool.giveBack(FIRST + 7);
    assertThat(pool.freeCount()).isEqualTo(1);
    assertThat(pool.take()).isEqualTo(FIRST + 7);
  }

  @Test
  void tellsWhyItCannotGrowAndTriesAgain() {
    failure = -Errno.ENOSPC;
    assertThat(pool.take()).isEqualTo(SlotPool.NONE);
    assertThat(pool.lastError()).isEqualTo(Errno.ENOSPC);
    assertThat(published()).isZero();
    assertThat(pool.reserved()).isZero();
    failure = 0;
    nowNanos += SlotPool.REFUSED_NANOS;
    assertThat(pool.take()).isEqualTo(FIRST);
    assertThat(reservations).containsExactly("0+4", "0+4");
    assertThat(pool.lastError()).isZero();
  }

  @Test
  void doesNotAskForMemoryAgainAtOnce() {
    for (int i = 0; i < CHUNK; i++) {
      assertThat(pool.take()).isNotEqualTo(SlotPool.NONE);
    }
    assertThat(pool.attainable()).isEqualTo(CAPACITY);
    failure = -Errno.ENOMEM;
    assertThat(pool.take()).isEqualTo(SlotPool.NONE);
    nowNanos += SlotPool.REFUSED_NANOS - 1;
    assertThat(pool.take()).isEqualTo(SlotPool.NONE);
    assertThat(reservations).containsExactly("0+4", "4+4");
    assertThat(pool.attainable()).isEqualTo(CHUNK);
    nowNanos++;
    assertThat(pool.attainable()).isEqualTo(CAPACITY);
    assertThat(pool.take()).isEqualTo(SlotPool.NONE);
    assertThat(reservations).containsExactly("0+4", "4+4", "4+4");
  }

  @Test
  void neverHandsOutASlotTwice() {
    Random random = new Random(3);
    Set<Integer> out = new HashSet<>();
    for (int step = 0; step < 10_000; step++) {
      failure = random.nextInt(4) == 0 ? -Errno.ENOMEM : 0;
      nowNanos += random.nextLong(2 * SlotPool.REFUSED_NANOS);
      if (random.nextBoolean()) {
        int slot = pool.take();
        if (slot != SlotPool.NONE) {
          assertThat(out.add(slot)).isTrue();
          assertThat(slot - FIRST).isBetween(0, published() - 1);
        } else {
          assertThat(out).hasSize(pool.reserved());
        }
      } else if (!out.isEmpty()) {
        int slot = out.iterator().next();
        out.remove(slot);
        pool.giveBack(slot);
      }
      assertThat(pool.freeCount() + out.size()).isEqualTo(pool.reserved());
    }
    assertThat(pool.reserved()).isEqualTo(CAPACITY);
  }

  @Test
  void slotsLieBesideEachOtherAndOnlyReservedOnesExist() {
    long large = 1 << 20;
    long small = large + 3 * SlotDescriptor.LARGE_BYTES;
    SlotTable table = new SlotTable(large, 3, small, 5);
    long end = large;
    for (int slot = 0; slot < 8; slot++) {
      assertThat(table.position(slot)).isEqualTo(end);
      assertThat(table.bytes(slot))
          .isEqualTo(slot < 3 ? SlotDescriptor.LARGE_BYTES : SlotDescriptor.SMALL_BYTES);
      end += table.bytes(slot);
    }
    assertThat(reserved(table, 3, 5)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(reserved(table, 1, 2)).containsExactly(0, 3, 4);
    assertThat(reserved(table, 0, 0)).isEmpty();
    assertThat(reserved(table, 2, Integer.MAX_VALUE)).containsExactly(0, 1, 3, 4, 5, 6, 7);
    assertThat(reserved(table, -1, -1)).isEmpty();
    assertThat(table.isReserved(Integer.MIN_VALUE, 3, 5)).isFalse();
    assertThat(table.isReserved(Integer.MAX_VALUE, 3, Integer.MAX_VALUE)).isFalse();
  }

  private static List<Integer> reserved(SlotTable table, int large, int small) {
    List<Integer> found = new ArrayList<>();
    for (int slot = -2; slot < 20; slot++) {
      if (table.isReserved(slot, large, small)) {
        found.add(slot);
      }
    }
    return found;
  }
}
