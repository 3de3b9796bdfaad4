package dev.smtap.node;

import static dev.smtap.node.ControlBed.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node's control socket, from its start to its end, and whatever comes over it. */
class ControlSocketTest {
  private static final String SHOW = "1 show network=web\n";
  private static final String USUAL = "ok weight=1 draining=no usual=round-robin,0";

  private final ShmDirectory control = ShmDirectory.create();

  @AfterEach
  void remove() {
    control.close();
  }

  @Test
  void aNodeIsDrainedAndNotAnyMore() throws Exception {
    try (ControlBed bed = new ControlBed(control)) {
      assertThat(ask(control, SHOW)).isEqualTo(USUAL);
      assertThat(ask(control, "1 drain network=web\n")).isEqualTo("ok");
      assertThat(bed.published().isDraining()).isTrue();
      assertThat(ask(control, SHOW)).contains("draining=yes");
      assertThat(ask(control, "1 undrain network=web\n")).isEqualTo("ok");
      assertThat(bed.published().isDraining()).isFalse();
    }
  }

  @Test
  void rulesAndWeightChangeWhereTheyAreSaidTo() throws Exception {
    try (ControlBed bed = new ControlBed(control)) {
      assertThat(ask(control, "1 balance network=web policy=weighted weight=3\n")).isEqualTo("ok");
      assertThat(bed.published().weight()).isEqualTo(3);
      assertThat(ask(control, "1 balance network=web port=80 affinity=60\n")).isEqualTo("ok");
      assertThat(ask(control, "1 balance network=web affinity=9 policy=least-flows\n"))
          .isEqualTo("ok");
      assertThat(ask(control, SHOW))
          .isEqualTo("ok weight=3 draining=no usual=least-flows,9 80=weighted,60");
      assertThat(ask(control, "1 balance network=web port=80 policy=usual\n")).isEqualTo("ok");
      assertThat(ask(control, SHOW)).isEqualTo("ok weight=3 draining=no usual=least-flows,9");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1 drain network=inside | cannot use network 'inside': this node is on no such",
        "1 drain | cannot use network '': this node is on no such global network",
        "1 drain network=web port=80 | cannot use 'port': it does not belong to 'drain'",
        "1 explode network=web | cannot use 'explode': this node cannot do that",
        "2 show network=web | cannot understand the request: it does not begin with version 1",
        "1 | cannot understand the request: it does not say what to do",
        "1 show web | cannot understand the request: 'web' is not NAME=VALUE",
        "1 show network=web network=web | cannot understand the request: 'network=web' is said",
        "1 balance network=web weight=256 policy=weighted | cannot use weight 256: it is not 1",
        "1 balance network=web weight=0 | cannot use weight 0: it is not 1 to 255",
        "1 balance network=web weight=two | cannot use weight 'two': it is not a number",
        "1 balance network=web weight=2 policy=fair | cannot use policy fair: it is not round-",
        "1 balance network=web weight=2 affinity=-1 | cannot use an affinity of -1 s: it is not",
        "1 balance network=web weight=2 affinity=9999999 | cannot use an affinity of 9999999 s:",
        "1 balance network=web weight=2 port=0 | cannot use port 0: it is not 1 to 65535",
        "1 balance network=web weight=2 port=65536 | cannot use port 65536: it is not 1 to",
      })
  void whatIsWrongIsSaidAndChangesNothing(String request, String sentence) throws Exception {
    try (ControlBed _ = new ControlBed(control)) {
      assertThat(ask(control, request + "\n")).startsWith("failed " + sentence);
      assertThat(ask(control, SHOW)).isEqualTo(USUAL);
    }
  }

  @Test
  void morePortsThanThereIsRoomForAreRefused() throws Exception {
    try (ControlBed _ = new ControlBed(control)) {
      for (int port = 1; port <= 64; port++) {
        assertThat(ask(control, "1 balance network=web affinity=60 port=" + port + "\n"))
            .isEqualTo("ok");
      }
      assertThat(ask(control, "1 balance network=web affinity=60 port=65\n"))
          .isEqualTo("failed cannot use port 65: 64 ports have rules of their own already");
      assertThat(ask(control, SHOW)).endsWith(" 64=round-robin,60");
    }
  }

  @Test
  void garbageIsAnsweredByASentence() throws Exception {
    try (ControlBed _ = new ControlBed(control)) {
      assertThat(ask(control, "\n")).startsWith("failed cannot understand the request: ");
      assertThat(ask(control, "\u0000\u0001\u001b[2J\n")).contains("not one line of text");
      assertThat(ask(control, "1 show network=w\u0085b\n")).contains("not one line of text");
      assertThat(ask(control, "1 show network=w\u00e4b\n")).contains("w\u00e4b");
      assertThat(ask(control, SHOW + SHOW)).contains("not one line of text");
      assertThat(ask(control, "1 show " + "x".repeat(2_000) + "\n"))
          .isEqualTo("failed cannot take the request: it is longer than 1024 bytes");
      try (SocketChannel half = ControlBed.connect(control)) {
        ControlBed.send(half, "1 show network=web");
        var unused = half.shutdownOutput();
        assertThat(ControlBed.answer(half)).contains("it is not a whole line");
      }
      assertThat(ask(control, SHOW)).isEqualTo(USUAL);
    }
  }

  @Test
  void aLineMayComeInPieces() throws Exception {
    try (ControlBed _ = new ControlBed(control);
        SocketChannel slow = ControlBed.connect(control)) {
      for (String piece : SHOW.split("", -1)) {
        ControlBed.send(slow, piece);
        Thread.onSpinWait();
      }
      assertThat(ControlBed.answer(slow)).isEqualTo(USUAL);
    }
  }

  @Test
  void manyThatNeverSpeakGiveWay() throws Exception {
    List<SocketChannel> silent = new ArrayList<>();
    try (ControlBed _ = new ControlBed(control)) {
      for (int i = 0; i < 5 * ControlServer.MOST_CLIENTS; i++) {
        silent.add(ControlBed.connect(control));
      }
      assertThat(ask(control, SHOW)).isEqualTo(USUAL);
      assertThat(ControlBed.answer(silent.getFirst()))
          .isEqualTo("failed cannot take the request: more than 16 clients");
      // The last ones are sent away when their time is over.
      long start = System.nanoTime();
      assertThat(ControlBed.answer(silent.getLast()))
          .isEqualTo("failed cannot take the request: it did not come within 5 s");
      assertThat(System.nanoTime() - start).isLessThan(2 * ControlServer.PATIENCE_NANOS);
      assertThat(ask(control, SHOW)).isEqualTo(USUAL);
    } finally {
      for (SocketChannel each : silent) {
        each.close();
      }
    }
  }

  @Test
  void theSocketIsForTheNodesUserAndGroupAndGoesWithTheNode() throws Exception {
    try (ControlBed _ = new ControlBed(control)) {
      Path socket = ControlBed.socket(control);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw----");
      try (UnixSocket client = UnixSocket.open()) {
        assertThat(client.connect(socket)).isZero();
        assertThat(client.peer().processId()).isEqualTo((int) ProcessHandle.current().pid());
      }
    }
    assertThat(control.path()).isEmptyDirectory();
  }

  @Test
  void theSocketOfAKilledNodeIsReplaced() throws Exception {
    leaveStale(ControlBed.socket(control));
    leaveStale(new ControlFiles(control.path(), "unit").unfinished(ControlBed.ID));
    try (ControlBed _ = new ControlBed(control)) {
      assertThat(ask(control, SHOW)).isEqualTo(USUAL);
    }
    assertThat(control.path()).isEmptyDirectory();
  }

  private static void leaveStale(Path path) throws SystemException {
    try (UnixSocket killed = UnixSocket.open()) {
      killed.bind(path);
      killed.listen(1);
    }
    assertThat(Files.exists(path)).isTrue();
  }

  @Test
  void theSocketOfALivingNodeOfAnotherFacilityStays() throws Exception {
    try (ControlBed first = new ControlBed(control)) {
      try (ControlBed _ = new ControlBed(control)) {
        assertThat(ask(control, "1 drain network=web\n")).isEqualTo("ok");
      }
      assertThat(first.published().isDraining()).isTrue();
      assertThat(ask(control, SHOW)).startsWith("ok");
    }
  }

  @Test
  void cleaningRemovesWhatNobodyListensOn() throws Exception {
    Path stale = control.path().resolve("unit-3.sock");
    Path other = control.path().resolve("unit-3-4.sock");
    leaveStale(stale);
    leaveStale(other);
    try (ControlBed _ = new ControlBed(control)) {
      assertThat(new ControlFiles(control.path(), "unit").removeStale()).containsExactly(stale);
      assertThat(ask(control, SHOW)).isEqualTo(USUAL);
      assertThat(stale).doesNotExist();
      assertThat(other).exists();
    }
    assertThat(new ControlFiles(control.path().resolve("none"), "unit").removeStale()).isEmpty();
  }

  @Test
  void aNodeThatCannotListenRunsAllTheSame() throws IOException, SystemException {
    Files.setPosixFilePermissions(control.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
    try (ControlBed bed = new ControlBed(control)) {
      assertThat(bed.published().weight()).isEqualTo(1);
      assertThat(control.path()).isEmptyDirectory();
    }
  }
}
