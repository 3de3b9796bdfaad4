package dev.smtap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.wire.MacAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A frame costs no allocation, whichever way it goes: pair rings in both directions with small and
 * large slots, sleeping and awake receivers, the broadcast ring.
 */
class AllocationTest {
  private static final int[] FRAME_BYTES = {60, 60, 1514, 60, 60, 9000, 60, 60_000};
  private static final int BURST = 8;
  private static final int CAST_EVERY = 16;
  private static final int WARM_UP_FRAMES = 60_000;
  private static final int FRAMES = 200_000;
  private static final int TIMEOUT_MILLIS = 10_000;

  /** What the virtual machine may do once, such as link a class: less than a byte per frame. */
  private static final long ONCE_BYTES = FRAMES / 4;

  private Path root;
  private BenchNode left;
  private BenchNode right;

  @BeforeEach
  void start() throws Exception {
    root = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-bench-alloc-");
    left = BenchNode.start(root, 1, "alloc1");
    right = BenchNode.start(root, 2, "alloc2");
  }

  @AfterEach
  void stop() throws Exception {
    left.close();
    right.close();
    Scratch.remove(root);
  }

  @Test
  void framesCostNoAllocation() {
    left.awaitNeighbours(1);
    right.awaitNeighbours(1);
    AllocationMeter meter = new AllocationMeter(List.of("alloc1", "alloc2"));
    exchange(WARM_UP_FRAMES);
    long before = meter.bytes();
    exchange(FRAMES);
    long allocated = meter.bytes() - before;
    System.out.println("allocated for " + FRAMES + " frames: " + allocated + " bytes");
    assertThat(allocated).isLessThan(ONCE_BYTES);
  }

  private void exchange(int frames) {
    for (int sent = 0; sent < frames; sent += 2 * BURST) {
      int burst = sent / (2 * BURST);
      send(left, right, burst % CAST_EVERY == 0 ? MacAddress.BROADCAST : BenchNode.address(2));
      send(right, left, burst % CAST_EVERY == 1 ? MacAddress.BROADCAST : BenchNode.address(1));
    }
  }

  private static void send(BenchNode from, BenchNode to, long destination) {
    for (int i = 0; i < BURST; i++) {
      from.send(destination, FRAME_BYTES[i]);
    }
    to.receiveAll(BURST, TIMEOUT_MILLIS);
  }
}
