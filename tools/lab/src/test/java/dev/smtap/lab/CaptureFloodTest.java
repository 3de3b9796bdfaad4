package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A capture of more than there is time for: what the nodes cannot copy is cut short, what the
 * reader cannot take is missed, both are counted, and it ends when it is told.
 */
@Tag("e2e")
class CaptureFloodTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Some 10 MB/s, a small part of what one flow carries. */
  private static final int BYTES_AT_ONCE = 1 << 16;

  private static final long PAUSE_NANOS = 5_000_000;
  private static final long MANY_BYTES = 1 << 23;

  @RegisterExtension static final Lab LAB = new Lab();

  private static Optional<Program> flow = Optional.empty();

  @BeforeAll
  static void start() {
    List<Host> hosts = LAB.hosts(2, "--mtu 1500");
    hosts.get(0).reaches(hosts.get(1).ip4());
    new Iperf(hosts.get(1).netns(), hosts.get(1).ip4());
    flow = Optional.of(hosts.get(0).netns().start("iperf3 -t 120 -c " + hosts.get(1).ip4()));
  }

  /** As far as their headers go, they are all there. */
  @Test
  void longFramesAreCutShortWhereTheNodesHaveNoTimeForThem() throws Exception {
    Path file = LAB.facility().resolve("cut.pcapng");
    Program program =
        LAB.start(LAB.smtap("capture", "--rotate-size 8M --files 3 --count 30000 -w " + file));
    Program.Result end = program.awaitEnd(LIMIT);
    assertThat(end.exit()).as(end.err()).isZero();
    assertThat(end.err())
        .containsPattern("30000 frames captured \\([1-9][0-9]* of them cut short\\), ");
    try (Stream<Path> files = Files.list(LAB.facility())) {
      Path last = files.filter(each -> each.toString().contains("/cut-")).sorted().toList().get(1);
      String[] fields = {"frame.len", "tcp.len", "ip.len"};
      List<String> cut =
          Capturing.tshark(last, "frame.cap_len == 256 && frame.len > 256 && tcp", fields);
      assertThat(cut).isNotEmpty().allMatch(line -> line.split("\t", -1)[1].length() > 2);
      assertThat(Capturing.tshark(last, "frame.cap_len < frame.len", fields)).hasSameSizeAs(cut);
    }
  }

  @Test
  void itEndsWhileFramesGoOn() throws Exception {
    Path pipe = LAB.facility().resolve("pipe");
    Program.ok("mkfifo", pipe.toString());
    String capture = String.join(" ", LAB.smtap("capture", "--buffer 1M -w -"));
    AtomicLong read = new AtomicLong();
    try (FileChannel channel =
        FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Thread _ = Thread.ofPlatform().daemon().start(() -> readSlowly(channel, read));
      Program program = LAB.start(List.of("sh", "-c", "exec " + capture + " >" + pipe));
      program.awaitPrinted("capturing", LIMIT);
      Awaitility.await().pollInSameThread().atMost(LIMIT).until(() -> read.get() > MANY_BYTES);
      program.signal(Program.SIGTERM);
      Program.Result end = program.awaitEnd(LIMIT);
      assertThat(end.exit()).as(end.err()).isZero();
      assertThat(end.err()).containsPattern("[0-9]+ frames captured.*, [1-9][0-9]* missed");
      assertThat(flow.orElseThrow().isAlive()).isTrue();
    }
  }

  private static void readSlowly(FileChannel channel, AtomicLong read) {
    ByteBuffer room = ByteBuffer.allocate(BYTES_AT_ONCE);
    try {
      while (true) {
        read.addAndGet(channel.read(room.clear()));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (ClosedChannelException e) {
      // The end of the test.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
