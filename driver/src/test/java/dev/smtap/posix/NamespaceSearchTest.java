package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What shows the end of a namespace of which there is only a descriptor. */
class NamespaceSearchTest {
  private static Namespace traced(Namespace other) throws SystemException {
    int fd = ControlCalls.dupAbove(other.fd(), 3);
    return Namespace.owning(fd, "a descriptor").traced();
  }

  /** A process is in a namespace once it answers. */
  private static Process inside(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    assertThat(process.getInputStream().read()).isEqualTo('\n');
    return process;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aNameIsFoundAndItsEndSeen() throws Exception {
    try (TestNamespace test = TestNamespace.create();
        TestNamespace other = TestNamespace.create();
        Namespace named = test.open();
        Namespace traced = traced(named)) {
      assertThat(traced.identity()).isEqualTo(named.identity());
      assertThat(traced.isUntraceable()).isFalse();
      assertThat(traced.isTracedByProcess()).isFalse();
      NamespaceWatch watch = traced.watch();
      other.delete();
      assertThat(watch.gone()).isFalse();
      test.delete();
      assertThat(watch.gone()).isTrue();
    }
  }

  /** A process in it is not what the operator deletes. */
  @Test
  void aNameIsPreferredToAProcess() throws Exception {
    try (TestNamespace test = TestNamespace.create();
        Namespace named = test.open()) {
      Process process = inside("ip", "netns", "exec", test.name(), "cat");
      try (Namespace traced = traced(named)) {
        NamespaceWatch watch = traced.watch();
        end(process);
        assertThat(watch.gone()).isFalse();
        test.delete();
        assertThat(watch.gone()).isTrue();
      }
    }
  }

  @Test
  void aProcessIsFoundAndItsEndSeen() throws Exception {
    Privilege.requireRoot();
    Process process = inside("unshare", "-n", "cat");
    try (Namespace ofProcess = Namespace.parse(Long.toString(process.pid()));
        Namespace traced = traced(ofProcess)) {
      assertThat(traced.isTracedByProcess()).isTrue();
      NamespaceWatch watch = traced.watch();
      assertThat(watch.gone()).isFalse();
      end(process);
      assertThat(watch.gone()).isTrue();
    }
  }

  @Test
  void whenOneProcessEndsTheOtherIsFound() throws Exception {
    Privilege.requireRoot();
    Process first = inside("unshare", "-n", "cat");
    try (Namespace ofFirst = Namespace.parse(Long.toString(first.pid()))) {
      Process second = inside("nsenter", "--net=/proc/" + first.pid() + "/ns/net", "cat");
      end(first);
      try (Namespace traced = traced(ofFirst)) {
        assertThat(traced.watch().gone()).isFalse();
        end(second);
        assertThat(traced.watch().gone()).isTrue();
      }
    }
  }

  @Test
  void whatNothingLeadsToIsUntraceable() throws Exception {
    try (TestNamespace test = TestNamespace.create();
        Namespace named = test.open()) {
      test.delete();
      try (Namespace traced = traced(named)) {
        assertThat(traced.isUntraceable()).isTrue();
        assertThat(traced.watch().gone()).isFalse();
      }
    }
  }

  /** A thread of this process is nobody else's proof of life. */
  @Test
  void aThreadOfThisProcessIsNotFound() throws Exception {
    try (TestNamespace test = TestNamespace.create();
        Namespace named = test.open()) {
      test.delete();
      boolean untraceable =
          named.run(() -> {
            try (Namespace traced = traced(named)) {
              return traced.isUntraceable();
            }
          });
      assertThat(untraceable).isTrue();
    }
  }

  @Test
  void whereThisProcessLivesNothingIsLookedFor() throws Exception {
    try (Namespace current = Namespace.parse("/proc/self/ns/net");
        Namespace traced = traced(current)) {
      assertThat(traced.isUntraceable()).isFalse();
      assertThat(traced.isTracedByProcess()).isFalse();
      assertThat(traced.watch().gone()).isFalse();
    }
  }

  /** Docker's namespaces are often named so. */
  @Test
  void aNameThatIsALinkToAProcessEndsWithIt() throws Exception {
    Privilege.requireRoot();
    Process process = inside("unshare", "-n", "cat");
    Path link = Path.of("/run/netns", "smt-px-link-" + process.pid());
    Files.createDirectories(link.getParent());
    try (Namespace ofProcess = Namespace.parse(Long.toString(process.pid()))) {
      Files.createSymbolicLink(link, Path.of("/proc/" + process.pid() + "/ns/net"));
      try (Namespace traced = traced(ofProcess)) {
        assertThat(traced.isTracedByProcess()).isFalse();
        NamespaceWatch watch = traced.watch();
        assertThat(watch.gone()).isFalse();
        end(process);
        assertThat(watch.gone()).isTrue();
      }
    } finally {
      Files.deleteIfExists(link);
      end(process);
    }
  }
}
