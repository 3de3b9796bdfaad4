package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHandleTest {
  private static final int CREATE = OpenFlags.O_RDWR | OpenFlags.O_CREAT;

  @TempDir Path directory;

  @Test
  void tellsStatus() throws Exception {
    try (FileHandle file = FileHandle.open(directory.resolve("a"), CREATE, 0600)) {
      file.setPermissions(0640);
      file.setLength(10_000);
      file.allocate(0, 8192);
      FileStatus status = file.status();
      assertThat(status.isRegular()).isTrue();
      assertThat(status.permissions()).isEqualTo(0640);
      assertThat(status.size()).isEqualTo(10_000);
      assertThat(status.allocated()).isGreaterThanOrEqualTo(8192);
      assertThat(status.uid()).isEqualTo(ControlCalls.geteuid());
      assertThat(status.links()).isEqualTo(1);
      assertThat(PathCalls.unlink(directory.resolve("a"))).isTrue();
      assertThat(file.status().links()).isZero();
      assertThat(file.fileSystem().totalBytes()).isPositive();
    }
  }

  @Test
  void locksAgainstOtherDescriptorsAndReleasesOnClose() throws Exception {
    Path path = directory.resolve("lock");
    try (FileHandle other = FileHandle.open(path, CREATE, 0600)) {
      try (FileHandle owner = FileHandle.open(path, OpenFlags.O_RDWR, 0)) {
        assertThat(other.isLockedAgainst(FileHandle.READ_LOCK)).isFalse();
        assertThat(owner.tryLock(FileHandle.WRITE_LOCK)).isTrue();
        assertThat(other.isLockedAgainst(FileHandle.READ_LOCK)).isTrue();
        assertThat(other.tryLock(FileHandle.WRITE_LOCK)).isFalse();
      }
      assertThat(other.isLockedAgainst(FileHandle.READ_LOCK)).isFalse();
    }
  }

  @Test
  void keepsItsLockWhenMoved() throws Exception {
    Path path = directory.resolve("lock");
    try (FileHandle other = FileHandle.open(path, CREATE, 0600);
        FileHandle owner = FileHandle.open(path, OpenFlags.O_RDWR, 0)) {
      assertThat(owner.tryLock(FileHandle.WRITE_LOCK)).isTrue();
      try (FileHandle moved = owner.moveAbove(500)) {
        assertThat(moved.fd()).isGreaterThanOrEqualTo(500);
        assertThat(owner.isClosed()).isTrue();
        assertThat(other.isLockedAgainst(FileHandle.READ_LOCK)).isTrue();
      }
    }
  }

  @Test
  void closesOnceAndThenRefuses() throws Exception {
    FileHandle file = FileHandle.open(directory.resolve("b"), CREATE, 0600);
    int fd = file.fd();
    file.close();
    try (FileHandle next = FileHandle.open(directory.resolve("b"), CREATE, 0600)) {
      assertThat(next.fd()).isEqualTo(fd);
      file.close();
      assertThat(next.status().isRegular()).isTrue();
    }
    assertThatThrownBy(file::status)
        .isInstanceOfSatisfying(
            SystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
  }

  @Test
  void pathsAreMadeMovedAndRemoved() throws Exception {
    Path made = directory.resolve("d");
    assertThat(PathCalls.makeDirectory(made, 0700)).isTrue();
    assertThat(PathCalls.makeDirectory(made, 0700)).isFalse();
    assertThat(PathCalls.status(made).orElseThrow().isDirectory()).isTrue();
    assertThat(PathCalls.removeDirectory(made)).isTrue();
    assertThat(PathCalls.removeDirectory(made)).isFalse();
    assertThat(PathCalls.status(made)).isEmpty();
    Path one = Files.writeString(directory.resolve("one"), "1");
    Path two = Files.writeString(directory.resolve("two"), "2");
    assertThatThrownBy(() -> PathCalls.rename(one, two, OpenFlags.RENAME_NOREPLACE))
        .hasMessageContaining("it exists already (EEXIST)");
    PathCalls.rename(one, two, 0);
    assertThat(two).hasContent("1");
  }

  @Test
  void doesNotFollowSymbolicLinksWhenToldNotTo() throws Exception {
    Path target = Files.writeString(directory.resolve("target"), "");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    assertThatThrownBy(() -> FileHandle.open(link, OpenFlags.O_NOFOLLOW, 0))
        .hasMessageContaining("it is a symbolic link (ELOOP)");
    assertThat(PathCalls.status(link).orElseThrow().isRegular()).isFalse();
    assertThat(PathCalls.statusFollowing(link).orElseThrow().isRegular()).isTrue();
  }
}
