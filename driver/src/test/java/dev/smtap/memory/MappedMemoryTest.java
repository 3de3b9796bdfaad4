package dev.smtap.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MappedMemoryTest {
  private static final long GRANULE = AddressRange.GRANULE_BYTES;

  private ShmDirectory directory;
  private FileHandle file;
  private Path path;

  @BeforeEach
  void make() throws Exception {
    directory = ShmDirectory.create();
    path = directory.path().resolve("section");
    file = FileHandle.open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
    file.setLength(8192);
  }

  @AfterEach
  void remove() {
    file.close();
    directory.close();
  }

  @Test
  void wordsAreLittleEndianUnlessTheNameSaysOtherwise() throws Exception {
    try (MappedSection section = MappedSection.ofFile(file.fd(), 8192, true, "test")) {
      long at = section.position();
      SharedMemory.putLong(at, 0x0102030405060708L);
      SharedMemory.putLongOpaque(at + 8, 0x1112131415161718L);
      SharedMemory.putLongRelease(at + 16, 0x2122232425262728L);
      SharedMemory.putInt(at + 24, 0x31323334);
      SharedMemory.putIntRelease(at + 28, 0x41424344);
      SharedMemory.putNetworkLong(at + 33, 0x5152535455565758L);
      byte[] bytes = Files.readAllBytes(path);
      byte[] wanted = {
        8, 7, 6, 5, 4, 3, 2, 1, 0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11, 0x28, 0x27, 0x26,
        0x25, 0x24, 0x23, 0x22, 0x21, 0x34, 0x33, 0x32, 0x31, 0x44, 0x43, 0x42, 0x41, 0, 0x51, 0x52,
        0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0
      };
      assertThat(bytes).startsWith(wanted);
      assertThat(SharedMemory.getLong(at)).isEqualTo(0x0102030405060708L);
      assertThat(SharedMemory.getLongOpaque(at)).isEqualTo(0x0102030405060708L);
      assertThat(SharedMemory.getLongAcquire(at + 8)).isEqualTo(0x1112131415161718L);
      assertThat(SharedMemory.getInt(at + 24)).isEqualTo(0x31323334);
      assertThat(SharedMemory.getIntOpaque(at + 24)).isEqualTo(0x31323334);
      assertThat(SharedMemory.getIntAcquire(at + 28)).isEqualTo(0x41424344);
      assertThat(SharedMemory.getNetworkLong(at + 33)).isEqualTo(0x5152535455565758L);
      assertThat(SharedMemory.getUnalignedLong(at + 33)).isEqualTo(0x5857565554535251L);
      assertThat(SharedMemory.getByte(at + 33)).isEqualTo(0x51);
      assertThat(SharedMemory.getAndAddInt(at + 24, 2)).isEqualTo(0x31323334);
      assertThat(SharedMemory.getInt(at + 24)).isEqualTo(0x31323336);
      assertThat(SharedMemory.compareAndSetLong(at, 1, 2)).isFalse();
      assertThat(SharedMemory.compareAndSetLong(at, 0x0102030405060708L, -1)).isTrue();
      assertThat(SharedMemory.getByte(at + 7)).isEqualTo(0xff);
    }
  }

  @Test
  void copiesAndClears() throws Exception {
    try (MappedSection section = MappedSection.ofPrivateMemory(GRANULE)) {
      byte[] bytes = new byte[100];
      new Random(1).nextBytes(bytes);
      long at = section.position();
      SharedMemory.copyIn(bytes, at + 3);
      SharedMemory.copy(at + 3, at + 1001, 100);
      byte[] copy = new byte[100];
      SharedMemory.copyOut(at + 1001, copy);
      assertThat(copy).isEqualTo(bytes);
      SharedMemory.clear(at + 1002, 98);
      SharedMemory.copyOut(at + 1001, copy);
      assertThat(copy[0]).isEqualTo(bytes[0]);
      assertThat(copy[99]).isEqualTo(bytes[99]);
      assertThat(java.util.Arrays.copyOfRange(copy, 1, 99)).containsOnly(0);
    }
  }

  @Test
  void aWordThatIsNotAlignedOrNotInTheRangeIsAnException() throws Exception {
    try (MappedSection section = MappedSection.ofPrivateMemory(GRANULE)) {
      long at = section.position();
      assertThatThrownBy(() -> SharedMemory.getLongAcquire(at + 4))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> SharedMemory.getIntAcquire(at + 2))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> SharedMemory.getLong(0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      long end = AddressRange.BASE + AddressRange.BYTES;
      assertThatThrownBy(() -> SharedMemory.getLong(end))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> section.position(GRANULE))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> section.position(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(section.position(GRANULE - 1)).isEqualTo(at + GRANULE - 1);
    }
  }

  @Test
  void aPageThatItsFileLostIsAnErrorInEveryAccess() throws Exception {
    try (MappedSection section = MappedSection.ofFile(file.fd(), 8192, true, "test")) {
      long lost = section.position(4096);
      SharedMemory.putLong(lost, 1);
      file.setLength(4096);
      List<Runnable> accesses =
          List.of(
              () -> SharedMemory.getLong(lost),
              () -> SharedMemory.getLongAcquire(lost),
              () -> SharedMemory.putLongRelease(lost, 1),
              () -> SharedMemory.getAndAddInt(lost, 1),
              () -> SharedMemory.compareAndSetLong(lost, 0, 1),
              () -> SharedMemory.getNetworkLong(lost + 1),
              () -> SharedMemory.getByte(lost),
              () -> SharedMemory.copyOut(lost, new byte[64]),
              () -> SharedMemory.copy(lost, section.position(), 512),
              () -> SharedMemory.clear(lost, 512));
      for (int i = 0; i < accesses.size(); i++) {
        assertThatThrownBy(accesses.get(i)::run)
            .as("access %d", i)
            .isInstanceOf(InternalError.class);
      }
      assertThat(SharedMemory.getLong(section.position())).isZero();
    }
  }

  @Test
  void theKernelSaysWhichPagesAreThere() throws Exception {
    try (MappedSection section = MappedSection.ofFile(file.fd(), 8192, false, "test")) {
      long second = section.position(4096);
      assertThat(Pages.areThere(section.position(), 8192)).isTrue();
      file.setLength(4096);
      assertThat(Pages.areThere(section.position(), 4096)).isTrue();
      assertThat(Pages.areThere(second - 8, 8)).isTrue();
      assertThat(Pages.areThere(second - 8, 9)).isFalse();
      assertThat(Pages.areThere(second + 100, 1)).isFalse();
      assertThat(Pages.areThere(second, 0)).isTrue();
    }
  }

  @Test
  void aHoleThatFindsNoRoomIsNoPage() throws Exception {
    SmallTmpfs.run(directory -> {
      int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
      try (FileHandle hole = FileHandle.open(directory.resolve("hole"), flags, 0600)) {
        hole.setLength(8192);
        try (MappedSection section = MappedSection.ofFile(hole.fd(), 8192, false, "test")) {
          assertThat(Pages.areThere(section.position(), 1)).isTrue();
          SmallTmpfs.fill(directory);
          assertThat(Pages.areThere(section.position(), 1)).isTrue();
          assertThat(Pages.areThere(section.position(4096), 1)).isFalse();
        }
      }
    });
  }

  @Test
  void piecesAreTakenFirstFitAndGrowTogetherAgain() throws Exception {
    MappedSection a = MappedSection.ofPrivateMemory(1);
    MappedSection b = MappedSection.ofPrivateMemory(GRANULE + 1);
    MappedSection c = MappedSection.ofPrivateMemory(GRANULE);
    long start = a.position();
    assertThat(start % GRANULE).isZero();
    assertThat(b.position()).isEqualTo(start + GRANULE);
    assertThat(c.position()).isEqualTo(start + 3 * GRANULE);
    a.close();
    c.close();
    b.close();
    b.close();
    try (MappedSection all = MappedSection.ofPrivateMemory(4 * GRANULE)) {
      assertThat(all.position()).isEqualTo(start);
      assertThat(SharedMemory.getLong(all.position(3 * GRANULE))).isZero();
    }
  }

  @Test
  void piecesNeverOverlapWhateverTheOrder() throws Exception {
    Random random = new Random(38);
    List<MappedSection> open = new ArrayList<>();
    MappedSection before = MappedSection.ofPrivateMemory(1);
    long first = before.position();
    before.close();
    for (int step = 0; step < 2_000; step++) {
      if (open.size() < 20 && random.nextBoolean()) {
        MappedSection made = MappedSection.ofPrivateMemory(1 + random.nextInt(5 * (int) GRANULE));
        for (MappedSection each : open) {
          boolean isApart =
              made.position() + made.bytes() <= each.position()
                  || each.position() + each.bytes() <= made.position();
          assertThat(isApart).isTrue();
        }
        open.add(made);
      } else if (!open.isEmpty()) {
        open.remove(random.nextInt(open.size())).close();
      }
    }
    for (MappedSection each : open) {
      each.close();
    }
    try (MappedSection again = MappedSection.ofPrivateMemory(50 * GRANULE)) {
      assertThat(again.position()).isEqualTo(first);
    }
  }

  @Test
  void moreThanThereIsIsRefusedInWords() {
    assertThatThrownBy(() -> MappedSection.ofPrivateMemory(AddressRange.BYTES + 1))
        .hasMessageContaining("all addresses of this process are in use");
    assertThatThrownBy(() -> MappedSection.ofFile(-1, 4096, false, "nothing"))
        .hasMessageStartingWith("cannot map nothing: ");
  }

  /** Whether the kernel has large pages or not, and wherever they begin. */
  @Test
  void whatIsReservedInLargePagesKeepsWhatItHeld() throws Exception {
    long bytes = 3 * GRANULE;
    file.setLength(bytes);
    try (MappedSection section = MappedSection.ofFile(file.fd(), bytes, true, "test")) {
      SharedMemory.putLong(section.position(2 * GRANULE), 7);
      long offset = 4096;
      assertThat(
              Reservation.reserveLarge(file.fd(), section.position(offset), offset, bytes - offset))
          .isZero();
      assertThat(file.status().allocated()).isEqualTo(bytes - offset);
      assertThat(SharedMemory.getLong(section.position(2 * GRANULE))).isEqualTo(7);
      assertThat(SharedMemory.getLong(section.position(GRANULE))).isZero();
      assertThat(Reservation.reserveLarge(-1, section.position(), 0, bytes))
          .isEqualTo(-Errno.EBADF);
    }
  }

  @Test
  void largePagesThatDoNotFitAreRefused() throws Exception {
    SmallTmpfs.run(directory -> {
      FileHandle small =
          FileHandle.open(directory.resolve("f"), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
      small.setLength(2 * GRANULE);
      try (small;
          MappedSection section = MappedSection.ofFile(small.fd(), 2 * GRANULE, true, "test")) {
        assertThat(Reservation.reserveLarge(small.fd(), section.position(), 0, 2 * GRANULE))
            .isEqualTo(-Errno.ENOSPC);
        assertThat(small.status().allocated()).isZero();
      }
    });
  }

  @Test
  void whatIsReservedHasMemoryBehindIt() throws Exception {
    assertThat(file.status().allocated()).isZero();
    assertThat(Reservation.reserve(file.fd(), 4096, 4096)).isZero();
    assertThat(file.status().allocated()).isEqualTo(4096);
    assertThat(Reservation.reserve(-1, 0, 4096)).isEqualTo(-Errno.EBADF);
    assertThat(MemoryLimit.allows(1)).isTrue();
  }

  @Test
  void aFullFileSystemIsANumber() throws Exception {
    SmallTmpfs.run(small -> {
      int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
      try (FileHandle full = FileHandle.open(small.resolve("f"), flags, 0600)) {
        assertThat(Reservation.reserve(full.fd(), 0, 1 << 19)).isZero();
        assertThat(Reservation.reserve(full.fd(), 0, 1 << 21)).isEqualTo(-Errno.ENOSPC);
      }
    });
  }
}
