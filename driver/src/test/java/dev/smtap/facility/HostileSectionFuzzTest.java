package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Edits;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.fuzz.ScratchFacility;
import dev.smtap.fuzz.Sentence;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Another node's section, as a hostile node may write it: refused in words, or every value and
 * every position taken from it within bounds. Input: how (bit 0 arbitrary bytes instead of a good
 * section with edits, bit 1 truncated after it was opened), pages, odd bytes, content.
 */
class HostileSectionFuzzTest {
  private static final int NODE = 7;
  private static final int PAGE = 4096;
  private static final int MOST_PAGES = 1024;

  /** So many the seeds give a section that is to be accepted. */
  private static final int GOOD_PAGES = 800;

  private static ScratchFacility scratch;
  private static byte[] good;

  @BeforeAll
  static void makeGoodSection() throws IOException {
    scratch = ScratchFacility.make();
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(NetworkKind.LOCAL, 0, "net", Geometry.LEAST_SLOTS);
    OwnSection.AdapterPlan second =
        new OwnSection.AdapterPlan(
            NetworkKind.GLOBAL,
            1,
            "other",
            Geometry.LEAST_SLOTS,
            GlobalAreaDescriptor.FEWEST_FLOWS);
    OwnSection.Plan plan = new OwnSection.Plan(scratch.facility(), 3, 0, List.of(adapter, second));
    try (OwnSection own = OwnSection.create(new Claim(NODE, 1000), plan)) {
      own.publish();
      try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "r")) {
        good = new byte[PAGE];
        file.readFully(good);
        // The place for captures is behind the section, and no part of it.
        assertThat(sectionBytes(Files.size(path()))).isLessThanOrEqualTo((long) GOOD_PAGES * PAGE);
      }
    }
  }

  @AfterAll
  static void remove() throws IOException {
    scratch.close();
  }

  private static Path path() {
    return scratch.facility().node(NODE);
  }

  @FuzzTest
  void refusesOrStaysWithinBounds(byte[] bytes) throws IOException {
    FuzzInput input = new FuzzInput(bytes);
    int how = input.nextByte();
    long length = (long) (input.nextShort() % MOST_PAGES) * PAGE + input.nextByte();
    byte[] content = (how & 1) != 0 ? input.rest() : edited(input);
    write(content, length);
    open((how & 2) != 0);
    claim();
  }

  private static byte[] edited(FuzzInput input) {
    byte[] section = good.clone();
    Edits.apply(section, input);
    return section;
  }

  private static void write(byte[] content, long length) throws IOException {
    Files.deleteIfExists(path());
    try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
      file.write(Arrays.copyOf(content, (int) Math.min(content.length, length)));
      file.setLength(length);
    }
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r-----"));
  }

  /** What the header says of the section's length, if that can be. */
  private static long sectionBytes(long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "r")) {
      if (length < PAGE) {
        return length;
      }
      file.seek(NodeSectionDescriptor.BYTES_OFFSET);
      long bytes = Long.reverseBytes(file.readLong());
      return bytes < PAGE || bytes > length ? length : bytes;
    }
  }

  private static void open(boolean truncated) throws IOException {
    long length = Files.size(path());
    long section = sectionBytes(length);
    try (NodeView view = NodeView.open(scratch.facility(), NODE)) {
      if (truncated) {
        try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
          file.setLength(length / 2);
        }
      }
      SectionReading.check(view, NODE, length);
      assertThat(view.isWhole()).isEqualTo(!truncated || length / 2 >= section);
    } catch (SystemException e) {
      Sentence.check(e);
    } catch (InternalError e) {
      assertThat(truncated).as("an InternalError without truncation: " + e).isTrue();
    }
  }

  /** The next start with this ID lives with whatever the last one left behind. */
  private static void claim() throws IOException {
    Claim claim = Claim.of(scratch.facility(), NODE);
    assertThat(claim.generation()).isBetween(1L, (1L << 48) - 1);
  }
}
