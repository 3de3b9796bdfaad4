package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.smtap.netlink.RoutingSocket;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed node of a global network left in a network namespace. */
class NamespaceCleaningTest {
  private static final String NAME = "cl-clean-" + ProcessHandle.current().pid();

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void makeNamespace() {
    assumeTrue(ControlCalls.geteuid() == 0, "needs root");
    run("ip", "netns", "add", NAME);
  }

  @AfterEach
  void removeNamespace() {
    if (Files.exists(NamespaceCleaning.NAMES.resolve(NAME))) {
      run("ip", "netns", "del", NAME);
    }
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      String text = new String(output, StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor()).as(text).isZero();
      return text;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String rules() {
    return ip("rule");
  }

  private static String ip(String arguments) {
    return run(("ip -n " + NAME + " " + arguments).split(" ", -1));
  }

  /** Leaves what one that was killed leaves: the copy of the local rule, and an address. */
  private static void leave() {
    ip("rule add pref 3 lookup local protocol kernel");
    ip("rule add pref 2 to 10.77.0.1 lookup 71071 protocol kernel");
    ip("rule del pref 0 lookup local");
  }

  @Test
  void rulesGoAndWhatIsNoNamespaceIsPassedOver() throws IOException {
    String before = rules();
    leave();
    assertThat(rules()).isNotEqualTo(before);
    Path names = Files.createDirectory(directory.resolve("names"));
    Files.createSymbolicLink(names.resolve("one"), NamespaceCleaning.NAMES.resolve(NAME));
    Files.createSymbolicLink(names.resolve("twice"), NamespaceCleaning.NAMES.resolve(NAME));
    Files.createSymbolicLink(names.resolve("gone"), directory.resolve("nothing"));
    Files.writeString(names.resolve("text"), "not a namespace");
    Path shared = directory.resolve("shared");
    assertThat(NamespaceCleaning.of(names, shared).failures()).isEmpty();
    assertThat(rules()).isEqualTo(before);
    assertThat(shared).isEmptyDirectory();
  }

  @Test
  void aFailureInOneNamespaceLeavesTheOthersToBeCleaned() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    assertThat(NamespaceCleaning.of(directory.resolve("none"), file).failures()).hasSize(1);
    assertThat(NamespaceCleaning.sentences(NamespaceCleaning.of(directory, file).failures()))
        .allMatch(sentence -> sentence.startsWith("cannot create directory " + file + ": "));
  }

  @Test
  void cleanFindsNamespacesByThemselves() {
    String before = rules();
    leave();
    CommandRun run = CommandRun.of("clean", "--facility", directory.resolve("none").toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(rules()).isEqualTo(before);
  }

  /** What a killed driver leaves: a claim without a lock, settings to restore, half a file. */
  private static Path leaveRecord(Path shared, long cookie) throws IOException {
    Path record = Files.createDirectories(shared.resolve("netns-" + cookie));
    Files.writeString(record.resolve("interface-7"), "address 10.77.0.1\n");
    Files.writeString(record.resolve("remembered"), "EARLY_DEMUX 0 1\n");
    Files.writeString(record.resolve("remembered.new"), "EARLY");
    Files.createFile(record.resolve("turn"));
    return record;
  }

  private static long cookie(Namespace namespace) throws IOException {
    try (RoutingSocket socket = namespace.run(RoutingSocket::open)) {
      return socket.namespaceCookie();
    }
  }

  @Test
  void whatIsWrittenDownAboutNamespacesThatAreGoneGoes() throws IOException {
    Path shared = directory.resolve("shared");
    Path gone;
    Path pinned;
    Namespace doomed = Namespace.parse(NAME);
    try (doomed) {
      gone = leaveRecord(shared, 1L << 60);
      pinned = leaveRecord(shared, cookie(doomed));
      Path held = leaveRecord(shared, 1L << 61);
      Files.createFile(shared.resolve("netns-x"));
      Files.createFile(Files.createDirectory(shared.resolve("netns-7")).resolve("not ours"));
      run("ip", "netns", "del", NAME);
      try (FileHandle claim = FileHandle.open(held.resolve("interface-7"), OpenFlags.O_RDWR, 0)) {
        assertThat(claim.tryLock(FileHandle.WRITE_LOCK)).isTrue();
        NamespaceCleaning cleaning = NamespaceCleaning.of(directory.resolve("none"), shared);
        assertThat(cleaning.failures()).isEmpty();
        assertThat(cleaning.removed()).containsExactly(gone);
      }
      assertThat(gone).doesNotExist();
      assertThat(pinned).as("an open file keeps it").isDirectoryContaining("glob:**remembered");
      assertThat(held).as("a driver lives").isDirectoryContaining("glob:**interface-7");
      assertThat(shared.resolve("netns-7")).isNotEmptyDirectory();
    }
    assertThat(NamespaceCleaning.of(directory.resolve("none"), shared).removed()).contains(pinned);
    assertThat(pinned).doesNotExist();
  }
}
