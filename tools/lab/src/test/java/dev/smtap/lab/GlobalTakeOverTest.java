package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The node over which everything from outside comes in is killed under load, in the middle of
 * transfers to the others: another takes over, knows none of their flows, and not a byte is lost;
 * nor when the killed one is back and takes over again.
 */
@Tag("fault")
class GlobalTakeOverTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int INGRESS = 1;
  private static final int NEXT = 2;
  private static final int[] SURVIVORS = {2, 3, 4};
  private static final int PORT = 4_000;
  private static final int STREAM_PORT = 4_100;
  private static final int KILLS = Full.times(1, 40);
  private static final long PROGRESS_BYTES = 500_000;

  @RegisterExtension final Lab lab = new Lab();
  private final List<NoiseStream> streams = new ArrayList<>();
  private Globals globals = new Globals(lab, List.of(), "");
  private OutsideSegment segment;

  @BeforeEach
  void start() throws IOException {
    globals = Globals.start(lab, 4, "--mtu 1500");
    segment = new OutsideSegment(lab, globals);
    for (Host each : globals.hosts().subList(0, 3)) {
      segment.connect(each);
    }
    OutsideSegment.answerOver(globals.host(4), globals.host(3));
    segment.awaitHolders(INGRESS, INGRESS);
    for (int id : SURVIVORS) {
      for (String address : List.of(Globals.IP4, Globals.IP6)) {
        Host host = globals.host(id);
        streams.add(new NoiseStream(segment.client(), host, address, STREAM_PORT + id));
      }
    }
  }

  @AfterEach
  void closeStreams() throws IOException {
    for (NoiseStream each : streams) {
      each.close();
    }
  }

  @Test
  void noTransferToASurvivorLosesAByte() throws IOException {
    try (IdServers _ = new IdServers(globals, Globals.IP4, PORT).tcp(SURVIVORS);
        CallerLoad load = new CallerLoad(segment.client(), Globals.IP4, PORT)) {
      for (int i = 0; i < KILLS; i++) {
        awaitProgress();
        globals.host(INGRESS).node().kill();
        segment.awaitHolders(NEXT, NEXT);
        awaitProgress();
        load.goesOnFor(300);
        assertThat(globals.searches(NEXT).of("exact")).as("found by asking").isPositive();
        globals = globals.restart(INGRESS);
        segment.awaitHolders(INGRESS, INGRESS);
        awaitProgress();
        assertThat(load.faults()).as("kill %d", i).isEmpty();
      }
      load.stop();
      assertThat(load.faults()).isEmpty();
      for (int id : SURVIVORS) {
        assertThat(load.callsTo(id)).isPositive();
      }
    }
    for (NoiseStream each : streams) {
      assertThat(each.finish()).as("the checksum").isTrue();
    }
    lab.awaitBalance();
  }

  /** Each of them gets on, from where it is now. */
  private void awaitProgress() {
    List<Long> goals = streams.stream().map(each -> each.arrived() + PROGRESS_BYTES).toList();
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(20))
        .atMost(LIMIT)
        .untilAsserted(() -> {
          for (int i = 0; i < streams.size(); i++) {
            assertThat(streams.get(i).arrived())
                .as("stream %d", i)
                .isGreaterThanOrEqualTo(goals.get(i));
          }
        });
  }
}
