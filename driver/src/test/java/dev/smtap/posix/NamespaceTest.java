package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void findsOneByNamePathAndProcess() throws Exception {
    try (TestNamespace test = TestNamespace.create();
        Namespace named = Namespace.parse(test.name());
        Namespace pathed = Namespace.parse("/run/netns/" + test.name())) {
      assertThat(pathed.identity()).isEqualTo(named.identity());
      Process inside = new ProcessBuilder("ip", "netns", "exec", test.name(), "cat").start();
      try {
        // cat is in the namespace once it answers.
        inside.getOutputStream().write('\n');
        inside.getOutputStream().flush();
        assertThat(inside.getInputStream().read()).isEqualTo('\n');
        try (Namespace process = Namespace.parse(Long.toString(inside.pid()));
            Namespace ownPath = Namespace.parse("/proc/" + inside.pid() + "/ns/net")) {
          assertThat(process.identity()).isEqualTo(named.identity());
          NamespaceWatch watch = process.watch();
          NamespaceWatch pathWatch = ownPath.watch();
          assertThat(watch.gone()).isFalse();
          assertThat(pathWatch.gone()).isFalse();
          inside.getOutputStream().close();
          assertThat(inside.waitFor(5, TimeUnit.SECONDS)).isTrue();
          assertThat(watch.gone()).isTrue();
          assertThat(pathWatch.gone()).isTrue();
        }
      } finally {
        inside.destroy();
        inside.waitFor(5, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void runsInsideAndComesBack() throws Exception {
    try (TestNamespace test = TestNamespace.create();
        Namespace inside = test.open();
        Namespace before = Namespace.current()) {
      assertThat(inside.identity()).isNotEqualTo(before.identity());
      Namespace.Identity seen = inside.run(NamespaceTest::currentIdentity);
      assertThat(seen).isEqualTo(inside.identity());
      assertThatThrownBy(() ->
              inside.run(() -> {
                throw SystemException.because("test", "it", "of the test", "");
              }))
          .hasMessage("cannot test it: of the test");
      assertThat(currentIdentity()).isEqualTo(before.identity());
    }
  }

  @Test
  void saysWhatExistsWhenThereIsNone() throws Exception {
    try (TestNamespace test = TestNamespace.create()) {
      assertThatThrownBy(() -> Namespace.parse("smt-px-none"))
          .isInstanceOf(SystemException.class)
          .hasMessageStartingWith(
              "cannot open the network namespace 'smt-px-none': there is none of that name (there")
          .hasMessageEndingWith("; make it with 'ip netns add smt-px-none'");
      assertThatThrownBy(() -> Namespace.parse("")).hasMessageContaining("none of that name");
      assertThat(test.name()).isNotEmpty();
    }
  }

  @Test
  void refusesWhatIsNoNamespace() {
    assertThatThrownBy(() -> Namespace.parse("/etc/passwd"))
        .hasMessage(
            "cannot open the network namespace /etc/passwd: /etc/passwd is not a network"
                + " namespace; 'ip netns list' shows those that are");
    assertThatThrownBy(() -> Namespace.parse("/proc/self/ns/uts"))
        .hasMessageContaining("is not a network namespace");
    assertThatThrownBy(() -> Namespace.parse("2147483646"))
        .hasMessageStartingWith("cannot open the network namespace of process 2147483646: no such");
    assertThatThrownBy(() -> Namespace.parse("/no/such"))
        .hasMessageContaining("it does not exist (ENOENT)");
  }

  /** A socket can be looked at, but not opened: ENXIO would say that it was tried. */
  @Test
  void whatIsNoNamespaceIsNotEvenOpened() throws IOException {
    Path path = directory.resolve("socket");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path));
      assertThatThrownBy(() -> Namespace.parse(path.toString()))
          .isInstanceOf(SystemException.class)
          .hasMessageContaining(path + " is not a network namespace");
    }
  }

  @Test
  void followsALinkToOne() throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Path.of("/proc/self/ns/net"));
    try (Namespace linked = Namespace.parse(link.toString());
        Namespace current = Namespace.current()) {
      assertThat(linked.identity()).isEqualTo(current.identity());
    }
  }

  @Test
  void noticesDeletionByItsName() throws Exception {
    try (TestNamespace test = TestNamespace.create();
        Namespace namespace = test.open()) {
      NamespaceWatch watch = namespace.watch();
      assertThat(watch.gone()).isFalse();
      assertThat(watch.canBeGone()).isTrue();
      assertThat(watch.fd()).isEmpty();
      assertThat(watch.directories()).containsExactly(Path.of("/run/netns"));
      test.delete();
      assertThat(watch.gone()).isTrue();
    }
  }

  @Test
  void tellsDeletedAndMadeAgainFromTheSame() throws Exception {
    try (TestNamespace test = TestNamespace.create();
        Namespace namespace = test.open()) {
      NamespaceWatch watch = namespace.watch();
      test.recreate();
      assertThat(watch.gone()).isTrue();
      try (Namespace again = test.open()) {
        assertThat(again.identity()).isNotEqualTo(namespace.identity());
        assertThat(again.watch().gone()).isFalse();
      }
    }
  }

  @Test
  void aNamespaceWithoutANameIsNeverGone() throws Exception {
    try (Namespace current = Namespace.current()) {
      assertThat(current.watch().gone()).isFalse();
      assertThat(current.watch().canBeGone()).isFalse();
    }
  }

  /** Its name is no file that could be watched, but may be gone all the same. */
  @Test
  void ofALinkInProcNothingTells() throws Exception {
    try (Namespace namespace = Namespace.parse("/proc/self/ns/net")) {
      assertThat(namespace.watch().canBeGone()).isTrue();
      assertThat(namespace.watch().fd()).isEmpty();
      assertThat(namespace.watch().directories()).isEmpty();
    }
  }

  private static Namespace.Identity currentIdentity() throws SystemException {
    try (Namespace current = Namespace.current()) {
      return current.identity();
    }
  }
}
