package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Sentence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A namespace as a user names it: by name, path or process. Paths are kept inside a directory of
 * the test, which has a file, a FIFO, a link to itself and a link to a namespace: nobody wants a
 * fuzzer to open every device.
 */
class NamespaceFuzzTest {
  private static Path directory;

  @BeforeAll
  static void fill() throws IOException, InterruptedException {
    directory = Files.createTempDirectory("smtap-fuzz-");
    Files.createFile(directory.resolve("file"));
    Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(directory.resolve("net"), Path.of("/proc/self/ns/net"));
    Files.createSymbolicLink(directory.resolve("uts"), Path.of("/proc/self/ns/uts"));
    Process fifo = new ProcessBuilder("mkfifo", directory.resolve("fifo").toString()).start();
    assertThat(fifo.waitFor()).isZero();
  }

  @AfterAll
  static void remove() throws IOException {
    for (String name : new String[] {"file", "loop", "net", "uts", "fifo", ""}) {
      Files.delete(directory.resolve(name));
    }
  }

  @FuzzTest
  void refusesOrOpens(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.contains("..")) {
      return;
    }
    String confined = text.contains("/") ? directory + "/" + text : text;
    try (Namespace namespace = Namespace.parse(confined)) {
      assertThat(namespace.fd()).isNotNegative();
      assertThat(namespace.identity().inode()).isPositive();
    } catch (SystemException e) {
      Sentence.check(e);
    }
  }
}
