package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.SystemException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what they should be: refused in one sentence, never a crash. */
class RefusalTest {
  /** More than what is written over, less than what lanes and slots begin behind. */
  private static final int HEADER_BYTES = 2048;

  private TestFacility test;
  private Facility facility;

  @BeforeEach
  void make() throws Exception {
    test = TestFacility.create();
    facility = test.facility();
    test.published(5).close();
    test.common(true).close();
  }

  @AfterEach
  void remove() {
    test.close();
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> NodeView.open(facility, 5))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot ")
        .hasMessageContaining(facility.node(5).toString())
        .hasMessageContaining(why);
  }

  private void assertCommonRefused(String why) {
    assertThatThrownBy(() -> CommonSection.open(facility, true))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot ")
        .hasMessageContaining(facility.common().toString())
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 1, it is not a section of a node",
    "8, 4, 1, it has format 1 (features 0)",
    "8, 4, 0, it has format 0 (features 0)",
    "12, 4, 8, it has format 2 (features 8)",
    "16, 8, 1099511627776, it is shorter than it says",
    "24, 4, 6, it names another node",
    "28, 4, 0, its adapter 0 does not fit into it",
    "28, 4, -1, its adapter 0 does not fit into it",
    "28, 4, 65534, its adapter 0 does not fit into it",
    "52, 4, 3, its adapter 0 does not fit into it",
    "52, 4, 1048576, its adapter 0 does not fit into it",
    "64, 4, 17, it says that it has 17 adapters",
    "64, 4, -1, it says that it has -1 adapters",
    "64, 4, 2, its adapter 1 does not fit into it",
    "1032, 4, 16, its adapter 0 does not fit into it",
    "1032, 4, -1, its adapter 0 does not fit into it",
    "1056, 8, 0, its adapter 0 does not fit into it",
    "1056, 8, 4097, its adapter 0 does not fit into it",
    "1056, 8, 9223372036854771712, its adapter 0 does not fit into it",
    "1056, 8, -4096, its adapter 0 does not fit into it",
    "1072, 4, 0, its adapter 0 does not fit into it",
    "1072, 4, 131072, its adapter 0 does not fit into it",
    "1076, 4, -2147483648, its adapter 0 does not fit into it",
  })
  void aSectionWithAWrongNumber(long offset, int bytes, long value, String why) throws Exception {
    TestFacility.scribble(facility.node(5), offset, value, bytes);
    assertRefused(why);
    assertThat(NodeState.of(facility, 5)).isEqualTo(new NodeState(true, false, 0, 0));
    assertThat(Claim.of(facility, 5).nodeId()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 1, it is not a common section",
    "8, 4, 1, it has format 1 (features 0)",
    "8, 4, 7, it has format 7 (features 0)",
    "12, 4, 1, it has format 2 (features 1)",
    "28, 4, 0, its numbers of rings and slots do not fit its length",
    "28, 4, 257, its numbers of rings and slots do not fit its length",
    "28, 4, 4, its numbers of rings and slots do not fit its length",
    "32, 4, 3, its numbers of rings and slots do not fit its length",
    "32, 4, 8192, its numbers of rings and slots do not fit its length",
    "32, 4, -2147483648, its numbers of rings and slots do not fit its length",
  })
  void aCommonSectionWithAWrongNumber(long offset, int bytes, long value, String why)
      throws Exception {
    TestFacility.scribble(facility.common(), offset, value, bytes);
    assertCommonRefused(why);
    assertThatThrownBy(() -> test.common(false)).hasMessageContaining(why);
    test.common(true).close();
    CommonSection.open(facility, true).close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4095})
  void aFileThatIsTooShort(long bytes) throws Exception {
    TestFacility.truncate(facility.node(5), bytes);
    assertRefused("it has " + bytes + " bytes");
    TestFacility.truncate(facility.common(), bytes);
    assertCommonRefused("it has " + bytes + " bytes");
  }

  @Test
  void aFileThatWasCutOrIsFarTooLong() throws Exception {
    TestFacility.truncate(facility.node(5), 4096);
    assertRefused("it is shorter than it says");
    TestFacility.truncate(facility.common(), 4096);
    assertCommonRefused("do not fit its length");
    TestFacility.truncate(facility.node(5), SectionFile.MOST_BYTES + 1);
    assertRefused("it has " + (SectionFile.MOST_BYTES + 1) + " bytes");
  }

  @Test
  void aForeignFile() throws Exception {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    Files.write(facility.node(5), noise);
    assertRefused("it is not a section of a node");
    Files.write(facility.common(), noise);
    assertCommonRefused("it is not a common section");
  }

  @Test
  void aSymbolicLinkADirectoryAndAPipe() throws Exception {
    for (Path path : new Path[] {facility.node(5), facility.common()}) {
      Path real = path.resolveSibling("real");
      Files.move(path, real);
      Files.createSymbolicLink(path, real);
      assertThatThrownBy(() -> open(path))
          .isInstanceOf(SystemException.class)
          .hasMessageContaining("ELOOP");
      Files.delete(path);
      Files.createDirectory(path);
      assertThatThrownBy(() -> open(path)).isInstanceOf(SystemException.class);
      Files.delete(path);
      assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
      assertThatThrownBy(() -> open(path))
          .isInstanceOf(SystemException.class)
          .hasMessageContaining("it is not a regular file");
      Files.delete(path);
      Files.move(real, path);
      open(path);
    }
  }

  private void open(Path path) throws SystemException {
    if (path.equals(facility.common())) {
      CommonSection.open(facility, true).close();
    } else {
      NodeView.open(facility, 5).close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw-r---w-"})
  void aSectionThatOthersCanWrite(String mode) throws Exception {
    Files.setPosixFilePermissions(facility.node(5), PosixFilePermissions.fromString(mode));
    assertRefused("others than its owner can write to it");
  }

  /** Random numbers in the header: it opens, or is refused in words. */
  @Test
  void noHeaderCrashesItsReader() throws Exception {
    Random random = new Random(20);
    long goodBytes = Files.size(facility.node(5));
    byte[] good = new byte[HEADER_BYTES];
    try (FileChannel file =
        FileChannel.open(facility.node(5), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertThat(file.read(ByteBuffer.wrap(good), 0)).isEqualTo(HEADER_BYTES);
      for (int round = 0; round < 300; round++) {
        assertThat(file.write(ByteBuffer.wrap(good), 0)).isEqualTo(HEADER_BYTES);
        scribbleInHeader(random);
        openOrRefuse(goodBytes);
      }
    }
  }

  private void scribbleInHeader(Random random) throws Exception {
    for (int i = 0; i < 3; i++) {
      long offset =
          random.nextBoolean() ? random.nextInt(96) & -4 : 1024 + (random.nextInt(192) & -4);
      long value = random.nextBoolean() ? random.nextLong() : random.nextInt(5000);
      TestFacility.scribble(facility.node(5), offset, value, random.nextBoolean() ? 4 : 8);
    }
  }

  private void openOrRefuse(long goodBytes) {
    try (NodeView view = NodeView.open(facility, 5)) {
      for (AdapterInfo adapter : view.adapters()) {
        assertThat(view.findLane(adapter, 1, -1)).isEqualTo(-1);
        assertThat(adapter.areaOffset() + adapter.geometry().areaBytes())
            .isLessThanOrEqualTo(goodBytes);
      }
    } catch (SystemException e) {
      assertThat(e).hasMessageStartingWith("cannot ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "-x", "a b", "ä"})
  void aPartitionNameThatIsNone(String name) {
    assertThatThrownBy(() -> Facility.of(Path.of("/dev/shm"), name))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("it is not a name for a partition");
  }

  @Test
  void aDirectoryThatStrangersCanWriteOrThatIsNone() throws Exception {
    Path path = facility.directory();
    assertThat(Files.getAttribute(path, "unix:mode")).isEqualTo(0x4000 | 02770);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(facility::create)
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("everybody or a stranger can write to it");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwx---"));
    Facility file = Facility.of(path, "file");
    Files.createFile(file.directory());
    assertThatThrownBy(file::create).hasMessageContaining("it is not a directory");
    Facility link = Facility.of(path, "link");
    Files.createSymbolicLink(link.directory(), path);
    assertThatThrownBy(link::create).hasMessageContaining("it is not a directory");
    Facility orphan = Facility.of(path.resolve("none/none"), "x");
    assertThatThrownBy(orphan::create).hasMessageContaining("cannot create directory");
    assertThat(ControlCalls.geteuid()).isNotNegative();
  }

  /** Whose it is can put another directory in the place of a partition's. */
  @Test
  void aParentOfStrangers() throws Exception {
    Path parent = Files.createDirectory(facility.directory().resolve("parent"));
    Facility partition = Facility.of(parent, "p");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(partition::create)
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot use " + parent + ": everybody or a stranger can write");
    // As /tmp and /dev/shm are: what stands there is its owner's.
    Files.setAttribute(parent, "unix:mode", 01777);
    partition.create();
    if (ControlCalls.geteuid() == 0) {
      Files.setAttribute(parent, "unix:mode", 0700);
      Files.setAttribute(parent, "unix:uid", 65_534);
      assertThatThrownBy(partition::create).hasMessageContaining("cannot use " + parent + ":");
      Path target = Files.createDirectory(facility.directory().resolve("target"));
      Path link = Files.createSymbolicLink(facility.directory().resolve("link"), target);
      Facility.of(link, "p").create();
      Files.setAttribute(link, "unix:uid", 65_534, LinkOption.NOFOLLOW_LINKS);
      assertThatThrownBy(() -> Facility.of(link, "p").create())
          .hasMessageContaining("cannot use " + link + ":");
    }
  }

  @Test
  void nothingIsCleanedBehindALinkOrWhereEverybodyWrites() throws Exception {
    Path elsewhere = Files.createDirectory(facility.directory().resolve("elsewhere"));
    Path section = Files.writeString(elsewhere.resolve("node-1"), "not of a partition");
    Path lock = Files.writeString(elsewhere.resolve("lock"), "");
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("r--r-----"));
    Facility link = Facility.of(facility.directory(), "link");
    Files.createSymbolicLink(link.directory(), elsewhere);
    assertThatThrownBy(() -> Cleaning.of(link))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot clean " + link.directory() + ": it is not a directory;");
    assertThat(section).exists();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
        .isEqualTo("r--r-----");
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> Cleaning.of(Facility.of(facility.directory(), "elsewhere")))
        .hasMessageContaining("everybody or a stranger can write to it");
    assertThat(section).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "node-1, 1", "node-65534, 65534", "node-65535, 0", "node-0, 0", "node-, 0", "node-01, 0",
    "node-+1, 0", "node--1, 0", "node-123456, 0", "common, 0", ".node-1.new, 0", "node-1x, 0",
  })
  void onlyNamesOfSectionsAreNodes(String name, int id) {
    assertThat(Facility.nodeId(name)).isEqualTo(id);
  }
}
