package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.TestNamespace;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace ends while its node rests. */
class QuietRemovalTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1500);
  private static final int ID = 2;

  private TestPartition net;

  @BeforeEach
  void open() throws SystemException {
    net = TestPartition.of(1, 1500, 0);
  }

  @AfterEach
  void close() throws SystemException {
    net.close();
  }

  /** A process in a namespace of its own, as that of a container is. */
  private static Process container() throws IOException, SystemException {
    Process process = new ProcessBuilder("unshare", "-n", "sleep", "1000").start();
    try (Namespace here = Namespace.current()) {
      TestPartition.await()
          .until(() -> {
            try (Namespace there = Namespace.parse(Long.toString(process.pid()))) {
              return !there.identity().equals(here.identity());
            }
          });
    }
    return process;
  }

  private void awaitRest() {
    net.awaitRest(ID);
    assertThat(net.aheadNanos(ID)).as("the next look is far away").isGreaterThan(Pace.TICK_NANOS);
  }

  private void endsWithin(Duration time) {
    TestPartition.await().atMost(time).until(net.node(ID)::hasEnded);
  }

  @Test
  void theDeletionOfItsNameIsNoticedAtOnce() throws Exception {
    try (TestNamespace space = TestNamespace.create()) {
      net.startIn(space.name(), ID, new TapPorts());
      awaitRest();
      space.delete();
      endsWithin(AT_ONCE);
    }
  }

  @Test
  void soIsThatOfANameThatALinkLeadsTo() throws Exception {
    try (TestNamespace space = TestNamespace.create()) {
      net.startIn("/var/run/netns/" + space.name(), ID, new TapPorts());
      awaitRest();
      space.recreate();
      endsWithin(AT_ONCE);
    }
  }

  @Test
  void theEndOfItsProcessIsNoticedAtOnce() throws Exception {
    Process container = container();
    try {
      net.startIn(Long.toString(container.pid()), ID, new TapPorts());
      awaitRest();
    } finally {
      container.destroyForcibly().waitFor();
    }
    endsWithin(AT_ONCE);
  }

  /** No inotify tells of what goes from /proc. */
  @Test
  void whereNothingTellsTheNodeDoesNotRest() throws Exception {
    Process container = container();
    try {
      long pid = container.pid();
      net.startIn("/proc/" + pid + "/task/" + pid + "/ns/net", ID, new TapPorts());
      // By then it would rest, too.
      net.awaitRest(1);
      net.awaitBeat(ID);
      assertThat(net.aheadNanos(ID)).isLessThan(Pace.TICK_NANOS);
    } finally {
      container.destroyForcibly().waitFor();
    }
    endsWithin(Duration.ofSeconds(3));
  }
}
