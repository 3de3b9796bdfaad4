package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two threads that hand one frame to and fro, each asleep until the other rings (J-DEKKER). */
class DoorbellTest {
  private static final int ENTRIES = 2;
  private static final long LANE_BYTES = LaneDescriptor.bytes(ENTRIES);

  /** Longest spin before a sleep: from none, so that the sleep meets the ring at every point. */
  private static final int MOST_SPINS = 400;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Thread> threads = new ArrayList<>();
  private MappedSection memory;

  @BeforeEach
  void map() throws Exception {
    memory = MappedSection.ofPrivateMemory(8 * LANE_BYTES);
  }

  /** A thread that hangs still uses the memory: then it stays. */
  @AfterEach
  void unmap() throws Exception {
    if (threads.stream().noneMatch(Thread::isAlive)) {
      memory.close();
    }
  }

  private Thread start(Runnable side) {
    Thread thread = Thread.ofPlatform().daemon().start(side);
    threads.add(thread);
    return thread;
  }

  private long lane(int side) {
    return memory.position(side * LANE_BYTES);
  }

  private long sleepWord(int side) {
    return memory.position(2 * LANE_BYTES + side * 128L);
  }

  private long castBell() {
    return memory.position(2 * LANE_BYTES + 512);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000", "3, 200000"})
  void noWakeUpIsLost(int mode, int handOvers) throws Exception {
    Thread left = start(() -> handOver(0, mode, handOvers / 2));
    Thread right = start(() -> handOver(1, mode, handOvers / 2));
    assertThat(left.join(PATIENCE)).as("left end went on").isTrue();
    assertThat(right.join(PATIENCE)).as("right end went on").isTrue();
    assertThat(SharedMemory.getLong(lane(0) + LaneDescriptor.WRITE_OFFSET))
        .isEqualTo(handOvers / 2);
    assertThat(SharedMemory.getLong(lane(1) + LaneDescriptor.READ_OFFSET)).isEqualTo(handOvers / 2);
  }

  private void handOver(int side, int mode, int rounds) {
    int other = 1 - side;
    Random random = new Random(side);
    PairRingWriter writer = new PairRingWriter(lane(side), ENTRIES, 0);
    PairRingReader reader = new PairRingReader(lane(other), lane(side), ENTRIES, 0);
    Sleeper sleeper = new Sleeper(sleepWord(side), memory.position((4L + side) * LANE_BYTES));
    Doorbell doorbell = new Doorbell();
    for (int round = 0; round < rounds; round++) {
      if (side == 1) {
        await(reader, sleeper, mode, random.nextInt(MOST_SPINS));
      }
      writer.publish(round, round);
      doorbell.ring(sleepWord(other), writer.bellPosition(), castBell());
      if (side == 0) {
        await(reader, sleeper, mode, random.nextInt(MOST_SPINS));
      }
      writer.reclaim(lane(other) + LaneDescriptor.READ_OFFSET);
      while (writer.held() > 1) {
        writer.takeBack();
      }
    }
  }

  /** What the receiver does: look, say that it sleeps, look again, sleep. */
  private void await(PairRingReader reader, Sleeper sleeper, int mode, int spins) {
    for (int i = 0; i < spins && reader.available() == 0; i++) {
      Thread.onSpinWait();
    }
    while (reader.available() == 0) {
      int bell = SharedMemory.getIntAcquire(castBell());
      sleeper.begin(mode);
      sleeper.add(castBell(), bell);
      if (reader.available() == 0) {
        if (mode == SleepWord.ON_ALL_WORDS) {
          sleeper.add(reader.bellPosition(), reader.emptyBell());
        }
        sleeper.sleep();
      }
      sleeper.end();
    }
    reader.advance(0);
    reader.giveBack();
  }

  @Test
  void oneSleepIsOneWord() {
    int word = SleepWord.AWAKE;
    for (int i = 0; i < 10; i++) {
      int asleep = SleepWord.asleep(word, SleepWord.ON_ALL_WORDS);
      assertThat(asleep).isNotEqualTo(SleepWord.asleep(asleep, SleepWord.ON_ALL_WORDS));
      assertThat(SleepWord.mode(asleep)).isEqualTo(SleepWord.ON_ALL_WORDS);
      assertThat(SleepWord.mode(SleepWord.asleep(asleep, SleepWord.ON_CAST_BELL)))
          .isEqualTo(SleepWord.ON_CAST_BELL);
      word = SleepWord.awake(asleep);
      assertThat(SleepWord.mode(word)).isEqualTo(SleepWord.AWAKE);
      assertThat(word).isNotEqualTo(asleep);
    }
    int last = SleepWord.asleep(-4, SleepWord.ON_ALL_WORDS);
    assertThat(last).isEqualTo(SleepWord.ON_ALL_WORDS);
  }

  /**
   * The first ring comes too late: its frame was read, and the receiver that it finds asleep waits
   * for the next one.
   */
  @Test
  void aSleepThatBeganBehindARingIsWokenByTheNext() throws Exception {
    PairRingWriter writer = new PairRingWriter(lane(0), ENTRIES, 0);
    Doorbell doorbell = new Doorbell();
    writer.publish(1, 1);
    SharedMemory.putInt(sleepWord(1), SleepWord.asleep(0, SleepWord.ON_ALL_WORDS));
    doorbell.ring(sleepWord(1), writer.bellPosition(), castBell());
    CompletableFuture<Path> state = new CompletableFuture<>();
    Thread receiver = start(() -> sleepUntilRung(writer, state));
    Path stateFile = state.get();
    Awaitility.await().until(() -> Files.readString(stateFile).contains(") S "));
    writer.publish(2, 2);
    doorbell.ring(sleepWord(1), writer.bellPosition(), castBell());
    assertThat(receiver.join(PATIENCE)).as("receiver was woken").isTrue();
  }

  private static void sleepUntilRung(PairRingWriter writer, CompletableFuture<Path> state) {
    try {
      Path task = Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
      state.complete(task.resolve("stat"));
      DataCalls.futexWait(writer.bellPosition(), 1, 0);
    } catch (IOException e) {
      state.completeExceptionally(e);
    }
  }

  @Test
  void aSleeperThatWaitsForABellIsRungTwiceAtMost() {
    Doorbell doorbell = new Doorbell();
    int awake = SharedMemory.getInt(castBell());
    doorbell.ring(sleepWord(0), lane(0), castBell());
    assertThat(SharedMemory.getInt(castBell())).as("awake").isEqualTo(awake);
    SharedMemory.putInt(sleepWord(0), SleepWord.asleep(0, SleepWord.ON_CAST_BELL));
    for (int i = 0; i < 5; i++) {
      doorbell.ring(sleepWord(0), lane(0), castBell());
    }
    assertThat(SharedMemory.getInt(castBell())).as("asleep").isEqualTo(awake + 2);
    SharedMemory.putInt(sleepWord(0), SleepWord.asleep(4, SleepWord.ON_CAST_BELL));
    doorbell.ring(sleepWord(0), lane(0), castBell());
    assertThat(SharedMemory.getInt(castBell())).as("asleep again").isEqualTo(awake + 3);
  }
}
