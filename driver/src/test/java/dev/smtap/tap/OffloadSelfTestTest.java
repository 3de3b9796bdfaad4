package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.Privilege;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the real kernel, and its checks against frames that are spoilt on purpose. */
class OffloadSelfTestTest {
  private static final TestFrame TSO4 = new TestFrame(false, true, false, 3500, 1000, true);
  private static final TestFrame USO6 = new TestFrame(true, false, false, 3500, 1000, true);
  private static final TestFrame ECN = new TestFrame(true, true, true, 3500, 1000, true);

  @BeforeEach
  void needRoot() {
    Privilege.requireRoot();
  }

  @Test
  void reportsTheSameEachTimeAndQuickly() {
    long before = System.nanoTime();
    OffloadReport report = OffloadSelfTest.run(Offloads.ALL);
    long nanos = System.nanoTime() - before;
    System.err.println("offload self-test: " + report + " in " + nanos / 1000 + " us");
    assertThat(OffloadSelfTest.run(Offloads.ALL)).isSameAs(report);
    assertThat(report.usable().has(Offloads.CSUM | Offloads.TSO4 | Offloads.TSO6)).isTrue();
    assertThat(OffloadSelfTest.run(Offloads.NONE).usable()).isEqualTo(Offloads.NONE);
  }

  @Test
  void theKernelCutsAndSums() {
    for (TestFrame frame : List.of(TSO4, USO6, ECN)) {
      assertThat(new TestFrameCheck(frame).checkSegments(exchange(frame, Offloads.NONE))).isEmpty();
      assertThat(new TestFrameCheck(frame).checkWhole(exchange(frame, Offloads.ALL))).isEmpty();
    }
  }

  @Test
  void noticesSpoiltSegments() {
    assertThat(spoiltSegments(list -> list.removeLast()))
        .isEqualTo("3 frames came out instead of 4");
    assertThat(spoiltSegments(list -> list.get(1)[12 + 14 + 20 + 20 + 100]++))
        .isEqualTo("frame 2 of 4 has wrong data from byte 100 on");
    assertThat(spoiltSegments(list -> list.get(2)[12 + 14 + 20 + 16]++))
        .isEqualTo("frame 3 of 4 has a wrong checksum");
    assertThat(spoiltSegments(list -> list.get(0)[12 + 14 + 20 + 7]++))
        .isEqualTo("frame 1 of 4 has a wrong sequence number");
    assertThat(spoiltSegments(list -> list.get(0)[12 + 14 + 8]++))
        .isEqualTo("frame 1 of 4 has a wrong checksum in its IP header");
    assertThat(spoiltSegments(list -> list.get(0)[0] = 1))
        .isEqualTo("frame 1 of 4 still has an open checksum");
    assertThat(spoiltSegments(list -> list.get(0)[12 + 14 + 20 + 13] = 0))
        .isEqualTo("frame 1 of 4 has TCP flags 0 instead of 16");
  }

  @Test
  void noticesSpoiltWholes() {
    List<byte[]> whole = exchange(USO6, Offloads.ALL);
    TestFrameCheck check = new TestFrameCheck(USO6);
    assertThat(check.checkWhole(List.of())).isEqualTo("0 frames came out where one was sent");
    assertThat(check.checkWhole(spoilt(whole, 4, 7))).contains("came out with type 5 and segments");
    assertThat(check.checkWhole(spoilt(whole, 0, 0))).isEqualTo("its checksum came out closed");
    assertThat(check.checkWhole(spoilt(whole, 12 + 14 + 40 + 6, 0)))
        .isEqualTo("its open checksum came out changed");
    assertThat(check.checkWhole(spoilt(whole, 12 + 14 + 40 + 5, 0)))
        .contains("in the length of its UDP header");
  }

  private static List<byte[]> spoilt(List<byte[]> frames, int at, int value) {
    byte[] copy = frames.getFirst().clone();
    assertThat(copy[at]).isNotEqualTo((byte) value);
    copy[at] = (byte) value;
    return List.of(copy);
  }

  private static String spoiltSegments(Consumer<List<byte[]>> spoil) {
    List<byte[]> segments = new ArrayList<>(exchange(TSO4, Offloads.NONE));
    spoil.accept(segments);
    return new TestFrameCheck(TSO4).checkSegments(segments);
  }

  /** In a thread of its own, because it stays in the namespace it makes. */
  private static List<byte[]> exchange(TestFrame frame, Offloads offloads) {
    CompletableFuture<List<byte[]>> received = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try (ScratchTap tap = ScratchTap.open()) {
            tap.setOffloads(offloads);
            received.complete(tap.exchange(frame, new TestFrameCheck(frame), 1));
          } catch (SystemException e) {
            received.completeExceptionally(e);
          }
        });
    return received.join();
  }
}
