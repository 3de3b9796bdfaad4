package dev.smtap.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.facility.Geometry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Node 1 is stopped at a point (SIGSTOP), hangs, and goes on; no frame anywhere is harmed. */
@Tag("fault")
final class StopAtPointsTest {
  private static final int SLOTS = 256;
  private static final int FEW = 4;
  private static final Duration HUNG_WITHIN = Duration.ofSeconds(15);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final List<Integer> ALL = List.of(1, 2, 3);
  private static final int QUOTA = Geometry.quota(SLOTS) + Geometry.quota(SLOTS / 8);

  private final Random random = Seed.random("stops");
  private Partition partition;
  private NodeProcess second;
  private NodeProcess third;
  private Traffic traffic;

  @BeforeEach
  void open() throws Exception {
    Seed.say("stop at points: seed %d", Seed.VALUE);
    partition = new Partition(3, "--slots " + SLOTS + " --multicast-rings 100");
    second = partition.start(2);
    third = partition.start(3);
    traffic = new Traffic(partition, Seed.VALUE);
  }

  @AfterEach
  void close() throws IOException {
    try {
      if (traffic != null) {
        traffic.close();
      }
    } finally {
      partition.close();
    }
  }

  /**
   * Points at which a node can wake up with a frame, a lock or a slot in its hand: a few of them,
   * others with another seed, because each hang takes seconds to be noticed; with full counts all.
   */
  static List<String> points() throws IOException {
    List<String> points =
        new ArrayList<>(
            FaultNames.all().stream()
                .filter(point -> point.matches("(receiver|cast|pair)\\..*"))
                .filter(point -> !point.matches("cast\\.(taken-over|reserved|labelled)"))
                .toList());
    Collections.shuffle(points, Seed.random("choice of stops"));
    // Inside a write into its TAP a receiver holds a slot: always among them.
    Collections.swap(points, 0, points.indexOf("receiver.before-write"));
    return Seed.FULL ? points : points.subList(0, FEW);
  }

  @ParameterizedTest
  @MethodSource("points")
  void hangsAndGoesOn(String point) {
    NodeProcess stopped = stopAt(point, 1 + random.nextInt(Passages.most(point)));
    List<Long> before = traffic.counts();
    awaitHung();
    // A thread that runs may be stopped with the lock in its hand at any other point too.
    boolean castsBlocked = nobodyCanCast();
    assertThat(castsBlocked || !holdsCastLock(point)).isTrue();
    await("unicast of the others")
        .atMost(LIMIT)
        .until(
            () -> castsBlocked ? traffic.unicastWentOn(before, 500) : traffic.wentOn(before, 100));
    Status hung = partition.status();
    assertThat(hung.state(1)).isEqualTo("hung");
    for (int other = 2; other <= 3; other++) {
      assertThat(Status.drop(hung.ring(other, 1).path("sent"), "node hung")).isPositive();
      assertThat(hung.inFlight(other, 1)).isLessThanOrEqualTo(QUOTA);
      long lockHeld = Status.drop(hung.adapter(other).path("sent"), "cast lock held");
      assertThat(lockHeld).isGreaterThanOrEqualTo(castsBlocked ? 1 : 0);
    }
    goesOn(stopped);
  }

  @Test
  void deadStoppedOwnerLosesTheCastLock() {
    NodeProcess stopped = stopAt("cast.copied", 1 + random.nextInt(Passages.most("cast.copied")));
    awaitHung();
    assertThat(castDrops()).isPositive();
    stopped.signal(NodeProcess.SIGKILL);
    stopped.awaitEnd(10);
    List<Long> before = traffic.counts();
    await("all goes on without the dead").atMost(LIMIT).until(() -> traffic.wentOn(before, 100));
    assertThat(traffic.faults()).isEmpty();
    partition.start(1);
    awaitVictimsTraffic();
    assertThat(traffic.faults()).isEmpty();
  }

  private NodeProcess stopAt(String point, int passage) {
    NodeProcess node = partition.launch(1, "-Dsmtap.fault=" + point + ":stop:" + passage);
    await(point)
        .atMost(LIMIT)
        .failFast(() -> !node.isAlive())
        .until(() -> node.isReady() || node.isStopped());
    partition.configure(1);
    await(point + " is reached at passage " + passage).atMost(LIMIT).until(node::isStopped);
    return node;
  }

  /** Both others say so, in one line each. */
  private void awaitHung() {
    for (NodeProcess each : List.of(second, third)) {
      await("hang is noticed").atMost(HUNG_WITHIN).until(() -> each.count("node 1 hangs") == 1);
    }
  }

  private boolean nobodyCanCast() {
    return partition.status().problems().stream()
        .anyMatch(each -> each.startsWith("nobody can broadcast on network"));
  }

  private static boolean holdsCastLock(String point) {
    return point.startsWith("cast.") && !point.equals("cast.unlocked");
  }

  private long castDrops() {
    return Status.drop(partition.status().adapter(2).path("sent"), "cast lock held");
  }

  private void goesOn(NodeProcess stopped) {
    List<Long> before = traffic.counts();
    stopped.signal(NodeProcess.SIGCONT);
    await("everything after the stop").atMost(LIMIT).until(() -> traffic.wentOn(before, 100));
    for (NodeProcess each : List.of(second, third)) {
      await("the end of the hang").atMost(LIMIT).until(() -> each.count("node 1 goes on") == 1);
    }
    if (!stopped.isAlive()) {
      throw new AssertionError("the stopped node died:\n" + stopped);
    }
    awaitVictimsTraffic();
    traffic.pause();
    await("rest").atMost(LIMIT).until(() -> partition.status().isAtRest(ALL));
    assertThat(partition.status().imbalances(ALL)).isEmpty();
    assertThat(traffic.faults()).isEmpty();
  }

  private void awaitVictimsTraffic() {
    partition.configure(1);
    List<Long> before = traffic.victimsCounts();
    await("traffic of node 1")
        .atMost(LIMIT)
        .until(() -> {
          List<Long> now = traffic.victimsCounts();
          for (int i = 0; i < now.size(); i++) {
            if (now.get(i) < before.get(i) + 50) {
              return false;
            }
          }
          return true;
        });
  }
}
