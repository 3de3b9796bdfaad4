package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is removed is what was looked at, whoever moves files meanwhile. */
class CleaningTest {
  private static final int RENAME_EXCHANGE = 2;
  private static final int ROUNDS = 300;

  private TestFacility test;
  private Facility facility;

  @BeforeEach
  void make() throws Exception {
    test = TestFacility.create();
    facility = test.facility();
  }

  @AfterEach
  void remove() {
    test.close();
  }

  @Test
  void whatIsNobodysIsRemovedAndTheLivingStay() throws Exception {
    test.published(5).close();
    Files.createSymbolicLink(facility.node(6), facility.directory().resolve("nowhere"));
    try (OwnSection _ = test.published(7)) {
      Cleaning done = Cleaning.of(facility);
      assertThat(done.removedNodes()).containsExactly(5, 6);
      assertThat(done.livingNodes()).containsExactly(7);
      assertThat(facility.nodeIds()).containsExactly(7);
      assertThat(Cleaning.unfinished(facility)).isEmpty();
    }
    assertThat(Cleaning.of(facility).isPartitionRemoved()).isTrue();
    assertThat(facility.directory()).doesNotExist();
  }

  @Test
  void aLinkInPlaceOfTheDirectoryLeadsNowhere() throws Exception {
    test.published(5).close();
    Path moved = facility.directory().resolveSibling("moved");
    Path others = Files.createDirectory(facility.directory().resolveSibling("others"));
    Path section = Files.writeString(others.resolve("node-5"), "not of a partition");
    FutureTask<Cleaning> cleaning = new FutureTask<>(() -> Cleaning.of(facility));
    try (StartLock _ = StartLock.take(facility)) {
      Thread thread = Thread.ofPlatform().start(cleaning);
      // It has looked at the directory, and waits for its turn.
      await()
          .atMost(Duration.ofSeconds(8))
          .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      Files.move(facility.directory(), moved);
      Files.createSymbolicLink(facility.directory(), others);
    }
    Cleaning done = cleaning.get(20, TimeUnit.SECONDS);
    assertThat(done.removedNodes()).containsExactly(5);
    assertThat(done.isPartitionRemoved()).isFalse();
    assertThat(moved).isEmptyDirectory();
    assertThat(section).hasContent("not of a partition");
  }

  /** Who cannot be sure says so, and removes nothing that lives. */
  @Test
  void aLivingSectionThatGetsTheNameOfADeadOneStays() throws Exception {
    Path living = facility.directory().resolve("living");
    try (FileHandle file =
        FileHandle.open(living, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0640)) {
      assertThat(file.tryLock(FileHandle.WRITE_LOCK)).isTrue();
      AtomicBoolean isOver = new AtomicBoolean();
      CompletableFuture<Integer> swaps =
          CompletableFuture.supplyAsync(() -> swap(facility.node(5), living, isOver));
      try {
        for (int i = 0; i < ROUNDS && file.status().links() > 0; i++) {
          cleanWithADeadOne();
        }
      } finally {
        isOver.set(true);
      }
      assertThat(swaps.get(20, TimeUnit.SECONDS)).isPositive();
      assertThat(file.status().links()).as("names of the living one").isEqualTo(1);
    }
  }

  private void cleanWithADeadOne() throws Exception {
    facility.create();
    if (PathCalls.status(facility.node(5)).isEmpty()) {
      Files.writeString(facility.node(5), "dead");
    }
    try {
      var _ = Cleaning.of(facility);
    } catch (SystemException e) {
      assertThat(e).hasMessageContaining("somebody put another file there meanwhile; try it again");
    }
  }

  /** How often two files have each had the other's name. */
  private static int swap(Path one, Path other, AtomicBoolean isOver) {
    int count = 0;
    while (!isOver.get()) {
      try {
        PathCalls.rename(one, other, RENAME_EXCHANGE);
        count++;
      } catch (SystemException e) {
        if (e.errno() != Errno.ENOENT) {
          throw new AssertionError(e);
        }
      }
    }
    return count;
  }
}
