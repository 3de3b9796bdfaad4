package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.smtap.posix.ControlCalls;
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
    assertThat(NamespaceCleaning.of(names, shared)).isEmpty();
    assertThat(rules()).isEqualTo(before);
    assertThat(shared).isEmptyDirectory();
  }

  @Test
  void aFailureInOneNamespaceLeavesTheOthersToBeCleaned() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    assertThat(NamespaceCleaning.of(directory.resolve("none"), file)).hasSize(1);
    assertThat(NamespaceCleaning.sentences(NamespaceCleaning.of(directory, file)))
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
}
