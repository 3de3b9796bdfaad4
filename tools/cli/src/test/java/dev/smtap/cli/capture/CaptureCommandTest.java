package dev.smtap.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.CommandRun;
import dev.smtap.cli.NodesHere;
import dev.smtap.cli.control.NodeCaller;
import dev.smtap.facility.NetworkKind;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.ControlFiles;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** smtap capture with real nodes in this process; tools/lab has it with frames of kernels. */
class CaptureCommandTest {
  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int INTERFACE = 1;
  private static final int STATISTICS = 5;
  private static final int PACKET = 6;

  /** Longer than from one search for nodes to the next. */
  private static final long MOMENT = 2_000_000_000L;

  private static final CaptureOptions ALL =
      new CaptureOptions(
          List.of(), "", new RingChoice(List.of()), false, "", 1500, 1 << 20, Optional.empty());

  private NodesHere here;
  private Path file;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
    file = here.root.resolve("x.pcapng");
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
  }

  private void start(int nodeId) throws SystemException {
    here.start(
        nodeId, new AdapterConfig(NetworkKind.LOCAL, "sm0", "net", 1500, 128, Offloads.NONE), true);
  }

  private CommandRun capture(String words) {
    List<String> arguments = new ArrayList<>(List.of("capture"));
    arguments.addAll(List.of("--facility", here.root.toString(), "--partition", "p"));
    arguments.addAll(List.of("--control", here.root.toString()));
    arguments.addAll(List.of(words.replace("FILE", file.toString()).split(" +", -1)));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--node 1 | 2 | where to is not said",
        "-w FILE --ring to-x | 2 | --ring 'to-x' is none of to-ID",
        "-w FILE --buffer 3M | 2 | --buffer '3M' is no power of two",
        "-w FILE --rotate-size 0 | 2 | --rotate-size '0' is no size",
        "-w FILE --files 3 | 2 | take --rotate-size too",
        "-w - --rotate-time 3 | 2 | cannot go on in another file behind standard output",
        "-w FILE --count 0 | 2 | --count 0 is below 1",
        "-w FILE --snaplen -1 | 2 | --snaplen -1 is below 1",
        "-w FILE --node 9 | 1 | cannot capture from node 9: it does not listen on",
        "-w FILE --adapter eth0 | 1 | no node of it that runs has interface eth0",
        "-w FILE --node 1 --adapter eth0 | 1 | this node has no such interface",
        "-w FILE tcp porT | 1 | cannot use filter 'tcp porT': ",
        "-w /none/such/file | 1 | cannot open /none/such/file: it does not exist",
      })
  void whatIsWrongIsSaid(String words, int exitCode, String sentence) throws SystemException {
    start(1);
    CommandRun run = capture(words);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err()).startsWith("smtap: ").contains(sentence);
  }

  @Test
  void aPartitionWithoutNodesIsSaid() throws Exception {
    start(1);
    here.nodes.removeFirst().close();
    CommandRun run = capture("-w FILE");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("cannot capture from partition p: no node of it runs");
  }

  @Test
  void commandsAreCapturedAndTheFileIsRight() throws Exception {
    start(1);
    CompletableFuture<CommandRun> run =
        CompletableFuture.supplyAsync(() -> capture("-w FILE --sm-header --node 1 --count 1"));
    int id = 2;
    while (!run.isDone() && id < 60) {
      // Whoever starts says hello, also before the capture has begun.
      start(id++);
    }
    assertThat(run.get(20, TimeUnit.SECONDS).exitCode()).isZero();
    assertThat(run.get().err()).contains("capturing to", "1 frames captured, 0 missed");
    List<ByteBuffer> blocks = blocks();
    assertThat(blocks.getFirst().getInt(0)).isEqualTo(SECTION_HEADER);
    assertThat(count(blocks, INTERFACE)).isBetween(1L, 2L);
    assertThat(count(blocks, PACKET)).isEqualTo(1);
    assertThat(count(blocks, STATISTICS)).isEqualTo(count(blocks, INTERFACE));
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertThat(text).contains("1/sm0", "node 1, interface sm0, network net", "sequence ");
  }

  private static long count(List<ByteBuffer> blocks, int type) {
    return blocks.stream().filter(each -> each.getInt(0) == type).count();
  }

  /** The blocks of the file; each says its length at both ends. */
  private List<ByteBuffer> blocks() throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<ByteBuffer> blocks = new ArrayList<>();
    while (all.hasRemaining()) {
      int length = all.getInt(all.position() + Integer.BYTES);
      assertThat(length % Integer.BYTES).isZero();
      assertThat(all.getInt(all.position() + length - Integer.BYTES)).isEqualTo(length);
      blocks.add(all.slice(all.position(), length).order(ByteOrder.LITTLE_ENDIAN));
      all.position(all.position() + length);
    }
    return blocks;
  }

  @Test
  void whatIsNoPathIsSaid() throws Exception {
    start(1);
    CommandRun run = capture("-w a\0b");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("cannot write captured frames to 'a?b': it is not a path here (")
        .doesNotContain("\tat ");
  }

  @Test
  void whatOthersDoToThePartitionEndsNoCapture() throws Exception {
    start(1);
    List<String> told = new ArrayList<>();
    NodeCaller caller = new NodeCaller(new ControlFiles(here.root, "p"));
    try (UnixSocket unreadable = UnixSocket.open();
        Output output = Output.open(file.toString(), Rotation.NONE);
        PcapngWriter writer = new PcapngWriter(output, false, 1500);
        CapturedNodes nodes = new CapturedNodes(here.facility(), caller, ALL, told::add)) {
      unreadable.bind(here.facility().node(7));
      nodes.begin();
      assertThat(told).singleElement().asString().contains("/node-7: ");
      nodes.look(System.nanoTime() + MOMENT, writer, _ -> {});
      here.nodes.removeFirst().close();
      NodesHere.delete(here.facility().directory());
      nodes.look(System.nanoTime() + 2 * MOMENT, writer, _ -> {});
      start(2);
      nodes.look(System.nanoTime() + 4 * MOMENT, writer, _ -> {});
    }
    assertThat(told.subList(1, told.size()))
        .containsExactly("node 1 has stopped", "node 2 has started");
  }

  @Test
  void theListNamesWhatCanBeCaptured() throws Exception {
    start(1);
    start(2);
    Files.writeString(here.facility().node(1).resolveSibling("node-9"), "not a section");
    CommandRun list = capture("--list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.err()).startsWith("smtap: cannot use ").contains("/node-9: ");
    assertThat(list.out().lines())
        .contains(
            "1\tsm0\tall\tnode 1, interface sm0, network net",
            "2\tsm0\tbroadcast\tnode 2, interface sm0, network net: broadcast ring");
  }
}
