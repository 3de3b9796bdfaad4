package dev.smtap.facility;

import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/** A partition's files in a directory of their own, removed when it is closed. */
public final class TestFacility implements AutoCloseable {
  private static final CommonSection.Plan COMMON = new CommonSection.Plan(2, 4, 4, 0);

  private final ShmDirectory root = ShmDirectory.create();
  private final Facility facility;

  private TestFacility() throws SystemException {
    this.facility = Facility.of(root.path(), "unit");
    facility.create();
  }

  public static TestFacility create() throws SystemException {
    return new TestFacility();
  }

  public Facility facility() {
    return facility;
  }

  /** An unpublished section with one adapter on network 0, counters from {@code start} on. */
  public OwnSection section(int nodeId, long start) throws SystemException {
    return OwnSection.create(Claim.of(facility, nodeId), plan(start));
  }

  /** What such a section is made of. */
  public OwnSection.Plan plan(long start) {
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(NetworkKind.LOCAL, 0, "sm0", Geometry.LEAST_SLOTS);
    return new OwnSection.Plan(facility, 4, start, List.of(adapter));
  }

  /** The same, published. */
  public OwnSection published(int nodeId) throws SystemException {
    OwnSection section = section(nodeId, 0);
    section.publish();
    return section;
  }

  /** The common section, as a node that starts opens it. */
  public CommonSection common(boolean alone) throws SystemException {
    return CommonSection.openOrCreate(facility, COMMON, alone);
  }

  /** Overwrites a number in a file, little-endian. */
  public static void scribble(Path file, long offset, long value, int bytes) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      access.seek(offset);
      access.write(buffer.putLong(value).array(), 0, bytes);
    }
  }

  /** Cuts a file off. */
  public static void truncate(Path file, long bytes) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(bytes);
    }
  }

  @Override
  public void close() {
    root.close();
  }
}
