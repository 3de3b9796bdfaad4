package dev.smtap.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Node 1 dies by kill -9 at every named point; nodes 2 and 3 run through and lose nothing. */
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KillAtPointsTest {
  private static final int ROUNDS = Seed.FULL ? 20 : 2;
  private static final Pattern EXPECTED =
      Pattern.compile(
          "ready|INFO node [1-4] is up|INFO node [14] has (died|stopped)|WARN node [13] .*");

  /** A stall, not speed: on two cores the test's own programs keep nodes waiting. */
  private static final double MOST_GAP_MILLIS = 2_000;

  private static final double MOST_NOTICE_MILLIS = 1_000;

  /** Asked for of each; on a busy machine nothing can be sure to run at once. */
  private static final double NOTICE_MILLIS = 100;

  private static final double BUSY_SHARE = 0.05;

  private final Random random = Seed.random("points");
  private final Times gaps = new Times();
  private final Times notices = new Times();
  private KillStage stage;
  private int round;

  static List<String> points() throws IOException {
    return FaultNames.all();
  }

  @BeforeAll
  void open() throws Exception {
    Seed.say("kill at every point: seed %d", Seed.VALUE);
    stage = new KillStage();
  }

  @AfterAll
  void close() throws Exception {
    if (stage != null) {
      stage.close();
    }
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("points")
  void othersGoOnAndTheDeadOneComesBack(String point) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      oneDeath(point, 1 + random.nextInt(Passages.most(point)));
    }
  }

  private void oneDeath(String point, int passage) throws Exception {
    String what = point + " at passage " + passage;
    stage.traffic().goOn();
    stage.traffic().forgetGaps();
    stage.closeVictim();
    NodeProcess dead = stage.killAt(point, passage, ++round);
    assertThat(dead.awaitEnd(1)).as(what).isEqualTo(NodeProcess.KILLED);
    double noticed = stage.awaitMarkedDown(dead, notices) / 1e6;
    assertThat(noticed).as("ms until %s was noticed", what).isLessThan(MOST_NOTICE_MILLIS);
    stage.awaitTrafficOn(what);
    gaps.add(stage.traffic().longestGapNanos());
    stage.traffic().pause();
    stage.checkBooksOfTheDead(what);
    stage.checkComingBack(what);
    assertThat(stage.traffic().faults()).as(what).isEmpty();
    assertThat(stage.traffic().longestGapNanos() / 1e6)
        .as("%s: %s", what, stage.traffic().gaps())
        .isLessThan(MOST_GAP_MILLIS);
    if (round == 2) {
      stage.rememberHoldings();
    }
  }

  @Test
  @Order(2)
  void nothingLeaked() {
    stage.traffic().pause();
    stage.awaitHoldingsAsRemembered();
    Seed.say("noticed after the death: %s", notices);
    Seed.say("longest gap in the others' traffic: %s", gaps);
    assertThat(notices.mostMillisWithout(BUSY_SHARE)).isLessThan(NOTICE_MILLIS);
  }

  @Test
  @Order(3)
  void allSlotsCameBack() {
    stage.checkWholePool();
  }

  @Test
  @Order(4)
  void accountsCloseAtRest() {
    stage.traffic().goOn();
    NodeProcess again = stage.partition().start(1);
    stage.awaitTrafficOn("the last start");
    stage.traffic().pause();
    List<Integer> all = List.of(1, 2, 3);
    await().atMost(Duration.ofSeconds(10)).until(() -> stage.partition().status().isAtRest(all));
    assertThat(stage.partition().status().imbalances(all)).isEmpty();
    again.close();
  }

  @Test
  @Order(5)
  void nobodySaidAnythingUnexpected() {
    assertThat(Stream.of(2, 3).flatMap(id -> stage.survivorsLines(id)))
        .isNotEmpty()
        .allMatch(line -> EXPECTED.matcher(line).matches());
  }
}
