package dev.smtap.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Status is read while nodes die; a section loses its pages under nodes that run. */
@Tag("fault")
final class DamageTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int DEATHS = Seed.FULL ? 20 : 4;

  private Partition partition;
  private NodeProcess second;
  private NodeProcess third;
  private Traffic traffic;

  @BeforeEach
  void open() throws Exception {
    partition = new Partition(3, "--slots 256");
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

  @Test
  void statusReadsOnWhileNodesDie() throws Exception {
    AtomicBoolean ending = new AtomicBoolean();
    try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
      Future<Integer> reads =
          reader.submit(() -> {
            int done = 0;
            while (!ending.get()) {
              Status status = partition.status();
              assertThat(status.state(2)).isEqualTo("up");
              assertThat(status.state(3)).isEqualTo("up");
              assertThat(status.state(1)).isIn("absent", "up", "dead");
              done++;
            }
            return done;
          });
      for (int i = 0; i < DEATHS; i++) {
        NodeProcess victim = partition.start(1);
        victim.signal(NodeProcess.SIGKILL);
        victim.awaitEnd(10);
      }
      ending.set(true);
      assertThat(reads.get()).isPositive();
    }
    assertThat(traffic.faults()).isEmpty();
  }

  @Test
  void truncatedSectionHarmsOnlyItsOwner() throws IOException {
    NodeProcess first = partition.start(1);
    List<Long> start = traffic.victimsCounts();
    await().atMost(LIMIT).until(() -> traffic.victimsCounts().get(0) > start.get(0) + 50);
    try (RandomAccessFile file = new RandomAccessFile(partition.section(1).toFile(), "rw")) {
      file.setLength(0);
    }
    assertThat(first.awaitEnd(10)).isEqualTo(1);
    assertThat(first.count("its section was truncated")).isEqualTo(1);
    List<Long> before = traffic.counts();
    await("traffic of the others").atMost(LIMIT).until(() -> traffic.wentOn(before, 100));
    for (NodeProcess each : List.of(second, third)) {
      assertThat(each.isAlive()).isTrue();
      assertThat(each.count("truncated")).as("%s", each).isLessThanOrEqualTo(1);
      assertThat(each.lines()).noneMatch(line -> line.text().matches(".*(Exception|Error|SIG).*"));
    }
    assertThat(partition.status().state(1)).isIn("absent", "damaged");
    partition.start(1);
    List<Long> again = traffic.victimsCounts();
    await("traffic of the new node 1")
        .atMost(LIMIT)
        .until(() -> traffic.victimsCounts().get(0) > again.get(0) + 50);
    assertThat(traffic.faults()).isEmpty();
    assertThat(crashFiles()).isEmpty();
  }

  private static List<Path> crashFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      return files.filter(file -> file.toString().startsWith("hs_err")).toList();
    }
  }
}
