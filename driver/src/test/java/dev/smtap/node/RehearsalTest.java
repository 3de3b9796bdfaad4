package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.facility.NetworkKind;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rehearsal carries frames and leaves nothing behind. */
class RehearsalTest {
  @Test
  void carriesEveryFrameAndLeavesNothingBehind() throws IOException, SystemException {
    try (ShmDirectory root = ShmDirectory.create()) {
      assertThat(new Rehearsal(root.path()).run(32)).isEqualTo(16 + 16 * 8);
      assertThat(list(root.path())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(NetworkKind.class)
  void carriesFloodsToo(NetworkKind kind) throws IOException, SystemException {
    try (ShmDirectory root = ShmDirectory.create()) {
      assertThat(new Rehearsal(root.path(), kind).run(2 * 199)).isEqualTo(198 + 198 * 8 + 2 * 96);
      assertThat(list(root.path())).isEmpty();
    }
  }

  @Test
  void removesWhatAKilledOneLeft() throws IOException, SystemException {
    try (ShmDirectory root = ShmDirectory.create()) {
      long nobody = 1L << 30;
      Path left = Files.createDirectory(root.path().resolve("rehearsal." + nobody + ".1"));
      Files.createFile(left.resolve("node-1"));
      Path others =
          Files.createDirectory(
              root.path().resolve("rehearsal." + ProcessHandle.current().pid() + ".x"));
      assertThat(new Rehearsal(root.path()).run(8)).isPositive();
      assertThat(list(root.path())).containsExactly(others);
    }
  }

  @Test
  void endsWhenItIsStopped() throws IOException {
    try (ShmDirectory root = ShmDirectory.create()) {
      BackgroundRehearsal begun = BackgroundRehearsal.begin(root.path());
      TestPartition.await().until(() -> !list(root.path()).isEmpty());
      begun.close();
      assertThat(list(root.path())).isEmpty();
    }
  }

  @Test
  void saysWhyItCannotBegin() throws IOException {
    try (ShmDirectory root = ShmDirectory.create()) {
      Path file = Files.createFile(root.path().resolve("file"));
      assertThatThrownBy(() -> new Rehearsal(file).run(8))
          .isInstanceOf(SystemException.class)
          .hasMessageContaining(file.toString());
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.toList();
    }
  }
}
