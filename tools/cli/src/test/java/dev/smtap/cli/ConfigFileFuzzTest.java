package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.posix.SystemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any bytes as the configuration file, also behind the beginning of a good one: what {@code config
 * check} lets pass can be used, and what it does not has a line for each error.
 */
class ConfigFileFuzzTest {
  private static final byte[] BEGINNING =
      "[[node]]\nid = 1\n[[node.global]]\ninterface = 'smg0'\n".getBytes(StandardCharsets.US_ASCII);

  private static Path directory = Path.of("");

  @BeforeAll
  static void make() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-fuzz-");
  }

  @AfterAll
  static void remove() throws IOException {
    NodesHere.delete(directory);
  }

  @DictionaryEntries({
    "[[node]]",
    "[[node.local]]",
    "[[node.global]]",
    "[[node.global.port]]",
    "[node.global.timeouts]",
    "node = [",
    "interface = '",
    "network = '",
    "netns = '",
    "id = ",
    "mtu = ",
    "slots = ",
    "flows = ",
    "weight = ",
    "balance = 'weighted'",
    "affinity = ",
    "port = ",
    "ports = '",
    "tcp-opening = ",
    "datagrams = ",
    "metrics = 'unix:/",
    "metrics = '127.0.0.1:",
    "facility = '/",
    "control = '/",
    "partition = '",
    "offloads = 'csum,",
    "busy-poll = true",
    "spin = ",
    "nodes = ",
    "multicast-rings = ",
    "cast-slots = ",
    "9223372036854775807",
    "1979-05-27T07:32:00Z",
    "0x7fffffff",
    "nan",
    "= {"
  })
  @FuzzTest
  void canBeUsedOrHasALineForEachError(byte[] bytes) throws IOException {
    check(bytes);
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    behind.writeBytes(BEGINNING);
    behind.writeBytes(bytes);
    check(behind.toByteArray());
  }

  private static void check(byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("smtap.toml"), bytes);
    List<ConfigError> errors;
    try {
      errors = ConfigFile.check(file);
    } catch (SystemException e) {
      assertThat(e).hasMessageContaining("it is not text in UTF-8");
      return;
    }
    if (errors.isEmpty()) {
      ConfigFile config = ConfigFile.read(file, file).orElseThrow();
      assertThat(new RunPlan(config.settings()).of(config.nodes())).hasSameSizeAs(config.nodes());
      return;
    }
    int lines =
        1
            + (int)
                new String(bytes, StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
    for (ConfigError each : errors) {
      assertThat(each.line()).as(each.toString()).isBetween(1, lines);
      isSentence(each.toString(), "line [0-9]+(: |, key ').+; .+");
    }
    isSentence(failure(file), "cannot use configuration file '?/.+line [0-9]+.+");
  }

  private static String failure(Path file) {
    try {
      throw new AssertionError("used, in spite of errors: " + ConfigFile.read(file, file));
    } catch (SystemException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void isSentence(String text, String form) {
    assertThat(text).matches(form);
    assertThat(text.chars().anyMatch(Character::isISOControl)).as(text).isFalse();
  }
}
