package dev.smtap.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Nodes 2 and 3, which live through everything, traffic, and a node 1 that dies again and again.
 */
final class KillStage implements AutoCloseable {
  private static final String FLAGS = "--slots 256 --multicast-rings 100";
  private static final int LARGE_QUOTA = 8;
  private static final int SMALL_QUOTA = 64;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Partition partition;
  private final Traffic traffic;
  private final NodeProcess second;
  private final NodeProcess third;
  private List<Long> holdings = List.of();

  KillStage() throws Exception {
    this.partition = new Partition(4, FLAGS);
    this.second = partition.start(2);
    this.third = partition.start(3);
    this.traffic = new Traffic(partition, Seed.VALUE);
  }

  Partition partition() {
    return partition;
  }

  Traffic traffic() {
    return traffic;
  }

  /** Ends what a failed round left running. */
  void closeVictim() {
    partition.nodes().stream()
        .filter(node -> node.id() == 1 || node.id() == 4)
        .forEach(NodeProcess::close);
  }

  /** Starts node 1 so that it dies at a point, and waits until it is dead. */
  NodeProcess killAt(String point, int passage, int round) {
    String option = "-Dsmtap.fault=" + point + ":kill:" + passage;
    if (point.equals("cast.taken-over")) {
      traffic.pauseSurvivorsCasts();
    }
    NodeProcess victim = partition.launch(1, option);
    if (Partition.awaitStartOrDeath(victim)) {
      Commands.Result configured = partition.configure(1);
      assertThat(configured.exit() == 0 || !awaitLife(victim)).as("%s", configured).isTrue();
    }
    try (FlowSender _ = traffic.toGroup(point.equals("cast.labelled") ? round : 0)) {
      if (point.equals("cast.taken-over")) {
        leaveLockBehindFor(victim);
      }
      await(point + " is reached at passage " + passage)
          .atMost(LIMIT)
          .until(() -> !victim.isAlive());
    }
    if (point.equals("cast.taken-over")) {
      traffic.goOnWithSurvivorsCasts();
    }
    return victim;
  }

  /** A node whose interface has just gone may not have been reaped yet. */
  private static boolean awaitLife(NodeProcess node) {
    try {
      node.awaitEnd(2);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  /** Lets node 4 die with the cast lock in its hand until node 1 was the one who took it over. */
  private void leaveLockBehindFor(NodeProcess victim) {
    for (int i = 0; i < 5 && victim.isAlive(); i++) {
      NodeProcess owner = partition.launch(4, "-Dsmtap.fault=cast.locked:kill");
      assertThat(owner.awaitEnd(LIMIT.toSeconds())).isEqualTo(NodeProcess.KILLED);
      awaitEven(4);
    }
  }

  /**
   * Waits until nodes 2 and 3 have marked a dead node down, if they ever saw it, and returns how
   * long after its end the later one did (nanoseconds, 0 if they were faster than its parent).
   */
  long awaitMarkedDown(NodeProcess dead, Times notices) {
    awaitEven(dead.id());
    long latest = 0;
    for (NodeProcess each : List.of(second, third)) {
      long noticed =
          each.lines().stream()
              .filter(line -> line.text().contains("node " + dead.id() + " has died"))
              .mapToLong(NodeProcess.Line::nanos)
              .max()
              .orElse(0);
      long after = Math.max(0, noticed - dead.endedNanos());
      notices.add(after);
      latest = Math.max(latest, after);
    }
    return latest;
  }

  /** Whoever was seen coming was seen going. */
  private void awaitEven(int id) {
    for (NodeProcess each : List.of(second, third)) {
      await("node " + each.id() + " marks node " + id + " down")
          .pollInterval(Duration.ofMillis(5))
          .atMost(LIMIT)
          .until(() ->
              each.count("node " + id + " is up")
                  == each.count("node " + id + " has died")
                      + each.count("node " + id + " has stopped"));
    }
  }

  void awaitTrafficOn(String after) {
    List<Long> before = traffic.counts();
    await("traffic between nodes 2 and 3 after " + after)
        .pollInterval(Duration.ofMillis(10))
        .atMost(LIMIT)
        .failFast(() -> !second.isAlive() || !third.isAlive())
        .until(() -> traffic.wentOn(before, 20));
  }

  /**
   * What the survivors sent to the dead one is accounted for to the frame. What the dead one sent:
   * it may have died between publishing a frame and counting it.
   */
  void checkBooksOfTheDead(String what) throws SystemException {
    if (!Files.exists(partition.section(1))) {
      return;
    }
    for (int id = 2; id <= 3; id++) {
      int survivor = id;
      await(what)
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> {
            PairBooks toDead = PairBooks.read(partition, survivor, 1);
            assertThat(toDead.unaccounted()).as("to the dead: %s", toDead).isZero();
            PairBooks fromDead = PairBooks.read(partition, 1, survivor);
            assertThat(fromDead.unaccounted()).as("of the dead: %s", fromDead).isBetween(-1L, 0L);
          });
    }
  }

  /** Node 1 starts again with its ID, is heard and hears, its accounts close; then it stops. */
  void checkComingBack(String what) throws SystemException {
    NodeProcess again = partition.start(1);
    for (int other = 2; other <= 3; other++) {
      assertThat(partition.ping(1, other)).as("ping 1 to %d after %s", other, what).isTrue();
      assertThat(partition.ping(other, 1)).as("ping %d to 1 after %s", other, what).isTrue();
    }
    for (int from = 1; from <= 3; from++) {
      for (int to = 1; to <= 3; to++) {
        awaitBalance(from, to, what);
      }
    }
    again.signal(NodeProcess.SIGTERM);
    assertThat(again.awaitEnd(10)).isZero();
    awaitEven(1);
  }

  private void awaitBalance(int from, int to, String what) {
    if (from != to) {
      await("from " + from + " to " + to + " after " + what)
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() ->
              assertThat(PairBooks.read(partition, from, to))
                  .matches(books -> books.sent() > 0 && books.unaccounted() == 0));
    }
  }

  private List<Long> holdings() {
    return Stream.of(second, third)
        .flatMap(node -> Stream.of(node.descriptors(), node.mappings(partition.directory())))
        .toList();
  }

  /** Remembers descriptors and mappings of nodes 2 and 3 once all that died is wound up. */
  void rememberHoldings() {
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(15))
        .until(() -> {
          List<Long> now = holdings();
          boolean same = now.equals(holdings);
          holdings = now;
          return same;
        });
  }

  void awaitHoldingsAsRemembered() {
    Seed.say("descriptors and mappings of nodes 2 and 3: %s", holdings);
    await("descriptors and mappings as after round 2")
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(holdings()).isEqualTo(holdings));
  }

  /** Two receivers that stop can be sent all that one receiver may hold: no slot was lost. */
  void checkWholePool() throws AssertionError {
    NodeProcess first = partition.start(1);
    awaitRings();
    first.signal(NodeProcess.SIGSTOP);
    third.signal(NodeProcess.SIGSTOP);
    try {
      traffic.goOn();
      await("node 2 has all out that it may")
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(3))
          .until(() -> held(2, 1) + held(2, 3) >= LARGE_QUOTA + SMALL_QUOTA);
    } finally {
      third.signal(NodeProcess.SIGCONT);
      first.signal(NodeProcess.SIGCONT);
    }
    traffic.pause();
    first.close();
    awaitEven(1);
  }

  private void awaitRings() {
    await().until(() -> held(2, 1) == 0 && held(2, 3) == 0);
  }

  private long held(int from, int to) throws SystemException {
    PairBooks books = PairBooks.read(partition, from, to);
    return books.sent() - books.nodeDied() - books.received();
  }

  /** What a survivor printed. */
  Stream<String> survivorsLines(int id) {
    return (id == 2 ? second : third).lines().stream().map(NodeProcess.Line::text);
  }

  @Override
  public void close() throws IOException {
    try {
      traffic.close();
    } finally {
      partition.close();
    }
  }
}
