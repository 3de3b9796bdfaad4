package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CastLockTest {
  private static final long DEADLINE_NANOS = 20_000_000;
  private static final long GENERATION = 0xffff_1234_5678L;

  private final Set<Long> dead = ConcurrentHashMap.newKeySet();
  private final AtomicInteger questions = new AtomicInteger();
  private MappedSection memory;

  @BeforeEach
  void map() throws Exception {
    memory = MappedSection.ofPrivateMemory(4096);
  }

  @AfterEach
  void unmap() throws Exception {
    memory.close();
  }

  private boolean isAlive(int nodeId, long generation) {
    questions.incrementAndGet();
    return !dead.contains(CastLock.word(nodeId, generation));
  }

  private CastLock lock(int nodeId, long generation) {
    return new CastLock(memory.position(), nodeId, generation, this::isAlive);
  }

  private long word() {
    return SharedMemory.getLongAcquire(memory.position());
  }

  @Test
  void theWordNamesItsOwner() {
    CastLock lock = lock(65_534, GENERATION);
    assertThat(lock.lock()).isTrue();
    assertThat(word()).isEqualTo(0xffff_1234_5678_fffeL);
    lock.unlock();
    assertThat(word()).isZero();
    assertThat(questions).hasValue(0);
  }

  @Test
  void aLivingOwnerIsNeverRobbedAndCostsTheDeadlineOnce() {
    SharedMemory.putLong(memory.position(), CastLock.word(7, GENERATION));
    CastLock lock = lock(1, 1);
    long start = System.nanoTime();
    assertThat(lock.lock()).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(DEADLINE_NANOS);
    long again = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThat(lock.lock()).isFalse();
    }
    assertThat(System.nanoTime() - again).isLessThan(100 * DEADLINE_NANOS / 4);
    assertThat(word()).isEqualTo(CastLock.word(7, GENERATION));
    assertThat(questions.get()).isBetween(100, 120);
  }

  @Test
  void aHungOwnerThatGoesOnOrDiesIsNoticed() {
    CastLock lock = lock(1, 1);
    SharedMemory.putLong(memory.position(), CastLock.word(7, 3));
    assertThat(lock.lock()).isFalse();
    SharedMemory.putLong(memory.position(), 0);
    assertThat(lock.lock()).isTrue();
    lock.unlock();
    SharedMemory.putLong(memory.position(), CastLock.word(7, 3));
    assertThat(lock.lock()).isFalse();
    dead.add(CastLock.word(7, 3));
    assertThat(lock.lock()).isTrue();
    assertThat(word()).isEqualTo(CastLock.word(1, 1));
  }

  @Test
  void onlyTheVeryGenerationThatDiedIsRobbed() {
    dead.add(CastLock.word(7, 3));
    CastLock lock = lock(1, 1);
    SharedMemory.putLong(memory.position(), CastLock.word(7, 4));
    assertThat(lock.lock()).isFalse();
    SharedMemory.putLong(memory.position(), CastLock.word(7, 3));
    assertThat(lock.lock()).isTrue();
  }

  /** On a busy machine a thread may not run for longer than it would wait. */
  @Test
  void anOwnerThatWentOnWhileThisThreadStoodStillIsNoneAnyMore() {
    SharedMemory.putLong(memory.position(), CastLock.word(7, 3));
    CastLock lock =
        new CastLock(
            memory.position(),
            1,
            1,
            (_, _) -> {
              await().pollDelay(2 * DEADLINE_NANOS, TimeUnit.NANOSECONDS).until(() -> true);
              SharedMemory.putLong(memory.position(), 0);
              return true;
            });
    assertThat(lock.lock()).isTrue();
    assertThat(word()).isEqualTo(CastLock.word(1, 1));
  }

  @Test
  void whatSomebodyScribbledStays() {
    CastLock lock = lock(1, 1);
    assertThat(lock.lock()).isTrue();
    SharedMemory.putLong(memory.position(), CastLock.word(8, 8));
    lock.unlock();
    assertThat(word()).isEqualTo(CastLock.word(8, 8));
  }

  /** Nodes that die with the lock in their hands, again and again: still one at a time. */
  @Test
  void onlyOneHoldsItWhoeverDies() throws Exception {
    int deaths = 60;
    int turns = 4_000;
    long counter = memory.position(64);
    List<Thread> threads = new ArrayList<>();
    AtomicInteger failures = new AtomicInteger();
    for (int node = 1; node <= 3; node++) {
      int nodeId = node;
      threads.add(Thread.ofPlatform().start(() -> live(nodeId, turns, deaths, counter, failures)));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(failures).hasValue(0);
    assertThat(SharedMemory.getLong(counter)).isEqualTo(3L * turns);
  }

  private void live(int nodeId, int turns, int deaths, long counter, AtomicInteger failures) {
    long generation = 1;
    CastLock lock = lock(nodeId, generation);
    for (int turn = 1; turn <= turns; turn++) {
      if (!lock.lock()) {
        failures.incrementAndGet();
        turn--;
        continue;
      }
      long seen = SharedMemory.getLong(counter);
      Thread.onSpinWait();
      SharedMemory.putLong(counter, seen + 1);
      if (turn % (turns / deaths) == 0) {
        dead.add(CastLock.word(nodeId, generation));
        generation++;
        lock = lock(nodeId, generation);
      } else {
        lock.unlock();
      }
    }
  }
}
