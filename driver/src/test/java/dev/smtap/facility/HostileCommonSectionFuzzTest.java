package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Edits;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.fuzz.Reads;
import dev.smtap.fuzz.ScratchFacility;
import dev.smtap.fuzz.Sentence;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastSlotDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The common section, which every node of the partition can write. Input: how (bit 0 arbitrary
 * bytes instead of a good section with edits, bit 1 a new network name, bit 2 a global one), pages
 * that it is too short (mod 4), content.
 */
class HostileCommonSectionFuzzTest {
  private static final int PAGE = 4096;
  private static final int EDITABLE = 2 * PAGE;

  private static ScratchFacility scratch;
  private static byte[] good;
  private static long goodLength;

  @BeforeAll
  static void makeGoodSection() throws IOException {
    scratch = ScratchFacility.make();
    CommonSection.Plan plan = new CommonSection.Plan(2, 4, 64, 0);
    try (CommonSection common = CommonSection.openOrCreate(scratch.facility(), plan, true)) {
      common.claimNetwork("net", NetworkKind.LOCAL);
      common.claimNetwork("other", NetworkKind.GLOBAL);
    }
    try (RandomAccessFile file = open()) {
      good = new byte[EDITABLE];
      file.readFully(good);
      goodLength = file.length();
    }
  }

  @AfterAll
  static void remove() throws IOException {
    scratch.close();
  }

  private static RandomAccessFile open() throws IOException {
    return new RandomAccessFile(scratch.facility().common().toFile(), "rw");
  }

  @FuzzTest
  void refusesOrStaysWithinBounds(byte[] bytes) throws IOException {
    FuzzInput input = new FuzzInput(bytes);
    int how = input.nextByte();
    long length = goodLength - (input.nextByte() & 3) * (long) PAGE;
    byte[] content = input.hasMore() && (how & 1) != 0 ? input.rest() : edited(input);
    write(content, length);
    try (CommonSection common = CommonSection.open(scratch.facility(), true)) {
      for (int network = 0; network < CommonSectionDescriptor.MOST_NETWORKS; network++) {
        checkNetwork(common, network, length);
      }
      claim(common, (how & 2) != 0 ? "new" : "other", NetworkKind.ofCode(how >> 2));
    } catch (SystemException e) {
      Sentence.check(e);
    }
  }

  private static byte[] edited(FuzzInput input) {
    byte[] section = good.clone();
    Edits.apply(section, input);
    return section;
  }

  private static void write(byte[] content, long length) throws IOException {
    Files.deleteIfExists(scratch.facility().common());
    try (RandomAccessFile file = open()) {
      file.write(Arrays.copyOf(content, Math.min(content.length, EDITABLE)));
      file.setLength(length);
    }
  }

  private static void checkNetwork(CommonSection common, int network, long length) {
    SectionReading.checkText(
        common.networkName(network), AdapterEntryDescriptor.NETWORK_NAME_BYTES);
    assertThat(common.networkKind(network)).isNotNull();
    CastArea area = common.area(network);
    assertThat(area.rings()).isBetween(1, CommonSectionDescriptor.MOST_RINGS);
    for (int ring = 0; ring < area.rings(); ring++) {
      Reads.anything(area.written(ring), area.label(ring));
      for (long counter : new long[] {0, -1, Long.MIN_VALUE, area.written(ring)}) {
        long offset = area.slotOffset(ring, counter);
        long end = area.sectionOffset() + offset + CastSlotDescriptor.BYTES;
        assertThat(end).isBetween((long) CommonSectionDescriptor.BYTES, length);
      }
    }
    SharedMemory.getByte(
        area.position() + area.slotOffset(area.rings() - 1, -1) + CastSlotDescriptor.BYTES - 1);
  }

  private static void claim(CommonSection common, String name, NetworkKind kind)
      throws SystemException {
    int network = common.claimNetwork(name, kind);
    assertThat(network).isBetween(0, CommonSectionDescriptor.MOST_NETWORKS - 1);
    assertThat(common.networkName(network)).isEqualTo(name);
    assertThat(common.networkKind(network)).isEqualTo(kind);
    assertThat(common.claimNetwork(name, kind)).isEqualTo(network);
  }
}
