package dev.smtap.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What control groups allow, read from files as the kernel shows them. */
class MemoryLimitTest {
  private static final long MB = 1 << 20;

  @TempDir private Path root = Path.of("");

  private Path group = Path.of("");

  @BeforeEach
  void make() throws IOException {
    group = Files.createDirectories(root.resolve("machine.slice/smtap.service"));
  }

  private static void write(Path where, String max, long currentBytes, long fileBytes)
      throws IOException {
    Files.writeString(where.resolve("memory.max"), max + "\n");
    Files.writeString(where.resolve("memory.current"), currentBytes + "\n");
    long half = fileBytes / 2;
    Files.writeString(
        where.resolve("memory.stat"),
        "anon 1\nfile %d\ninactive_file %d\nactive_file %d\n"
            .formatted(fileBytes, half, fileBytes - half));
  }

  private boolean allows(long bytes) {
    return MemoryLimit.allows(bytes, root, group);
  }

  @Test
  void whatIsNotLimitedIsAllowed() throws IOException {
    assertThat(allows(Long.MAX_VALUE / 2)).isTrue();
    write(group, "max", 90 * MB, 0);
    assertThat(allows(Long.MAX_VALUE / 2)).isTrue();
  }

  @Test
  void aLimitIsKeptWithSomeMoreForTheProcess() throws IOException {
    write(group, String.valueOf(100 * MB), 60 * MB, 0);
    assertThat(allows(36 * MB)).isTrue();
    assertThat(allows(36 * MB + 1)).isFalse();
  }

  @Test
  void theLimitOfAGroupAboveCountsToo() throws IOException {
    write(group, "max", 10 * MB, 0);
    write(group.resolveSibling(""), String.valueOf(50 * MB), 40 * MB, 0);
    assertThat(allows(6 * MB)).isTrue();
    assertThat(allows(6 * MB + 1)).isFalse();
    write(group, String.valueOf(12 * MB), 10 * MB, 0);
    assertThat(allows(1)).isFalse();
  }

  /** The kernel takes it back before it would end anybody. */
  @Test
  void theCacheOfFilesIsNotInUse() throws IOException {
    write(group, String.valueOf(100 * MB), 99 * MB, 39 * MB);
    assertThat(allows(36 * MB)).isTrue();
    assertThat(allows(36 * MB + 1)).isFalse();
  }
}
