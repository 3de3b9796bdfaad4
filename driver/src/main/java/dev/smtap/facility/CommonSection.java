package dev.smtap.facility;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.Reservation;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastDescriptor;
import dev.smtap.wire.MacAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The common section: the table of networks and the cast rings. Its numbers are read once, checked,
 * and kept; the table is changed only under the start lock. Opened by a control thread or a tool;
 * the cast areas are used by transmitters and receivers.
 */
public final class CommonSection implements AutoCloseable {
  private static final int MODE = 0660;

  private final Path path;
  private final FileHandle file;
  private final MappedSection section;
  private final int rings;
  private final int slots;

  private CommonSection(Path path, FileHandle file, MappedSection section, int rings, int slots) {
    this.path = path;
    this.file = file;
    this.section = section;
    this.rings = rings;
    this.slots = slots;
  }

  /**
   * How a new common section is made.
   *
   * @param multicastRings multicast rings of each network
   * @param slots slots of each cast ring, a power of two
   * @param nodes nodes that the partition is meant for
   * @param counterStart what the cast counters start from
   */
  public record Plan(int multicastRings, int slots, int nodes, long counterStart) {
    /** Bytes of memory that it takes when each of so many networks has cast to all. */
    public long broadcastBytes(int networks) {
      return CommonSection.broadcastBytes(networks, slots);
    }
  }

  private static long broadcastBytes(int networks, int slots) {
    return CommonSectionDescriptor.BYTES + networks * CastDescriptor.bytes(1, slots);
  }

  /** Bytes of memory that this one takes when each of so many networks has cast to all. */
  public long broadcastBytes(int networks) {
    return broadcastBytes(networks, slots);
  }

  /**
   * Opens the common section; makes it anew when nobody else lives in the partition, so that
   * networks, labels and locks of the dead bind nobody. Under the start lock.
   */
  public static CommonSection openOrCreate(Facility facility, Plan plan, boolean alone)
      throws SystemException {
    if (alone) {
      create(facility, plan);
    }
    return open(facility, true);
  }

  private static void create(Facility facility, Plan plan) throws SystemException {
    int rings = 1 + plan.multicastRings();
    long bytes =
        CommonSectionDescriptor.BYTES
            + CommonSectionDescriptor.MOST_NETWORKS * CastDescriptor.bytes(rings, plan.slots());
    SectionFile.checkLength(
        facility.common(), bytes, "take fewer --multicast-rings or --cast-slots");
    Path unfinished = facility.unfinished("common");
    try (FileHandle file = SectionFile.create(unfinished, bytes, MODE)) {
      reserve(file, facility.common(), 0, CommonSectionDescriptor.BYTES);
      fill(file, unfinished, bytes, plan);
    } catch (SystemException e) {
      PathCalls.unlink(unfinished);
      throw e;
    }
    SectionFile.publish(unfinished, facility.common());
  }

  private static void fill(FileHandle file, Path unfinished, long bytes, Plan plan)
      throws SystemException {
    try (MappedSection section =
        MappedSection.ofFile(
            file.fd(), CommonSectionDescriptor.BYTES, true, unfinished.toString())) {
      long header = section.position();
      SharedMemory.putLong(
          header + CommonSectionDescriptor.MAGIC_OFFSET, CommonSectionDescriptor.MAGIC);
      SharedMemory.putLong(header + CommonSectionDescriptor.BYTES_OFFSET, bytes);
      SharedMemory.putInt(
          header + CommonSectionDescriptor.NETWORKS_OFFSET, CommonSectionDescriptor.MOST_NETWORKS);
      SharedMemory.putInt(header + CommonSectionDescriptor.RINGS_OFFSET, 1 + plan.multicastRings());
      SharedMemory.putInt(header + CommonSectionDescriptor.SLOTS_OFFSET, plan.slots());
      SharedMemory.putInt(header + CommonSectionDescriptor.NODES_OFFSET, plan.nodes());
      SharedMemory.putLong(header + CommonSectionDescriptor.START_OFFSET, plan.counterStart());
      SharedMemory.putIntRelease(
          header + CommonSectionDescriptor.VERSION_OFFSET, CommonSectionDescriptor.VERSION);
    }
  }

  private static void reserve(FileHandle file, Path path, long offset, long bytes)
      throws SystemException {
    int result = Reservation.reserve(file.fd(), offset, bytes);
    if (result < 0) {
      throw SectionFile.noMemory(path, bytes, -result);
    }
  }

  /** Opens and checks the common section. */
  public static CommonSection open(Facility facility, boolean writable) throws SystemException {
    Path path = facility.common();
    FileHandle file = SectionFile.open(path, writable);
    MappedSection section = null;
    try {
      FileStatus status = SectionFile.check(file, path, false);
      section = MappedSection.ofFile(file.fd(), status.size(), writable, path.toString());
      return checked(path, file, section);
    } catch (SystemException | RuntimeException e) {
      release(file, section);
      throw e;
    } catch (InternalError e) {
      release(file, section);
      throw SectionFile.damaged(path, "it was truncated");
    }
  }

  private static void release(FileHandle file, @Nullable MappedSection section)
      throws SystemException {
    file.close();
    if (section != null) {
      section.close();
    }
  }

  private static CommonSection checked(Path path, FileHandle file, MappedSection section)
      throws SystemException {
    long header = section.position();
    int version = SharedMemory.getIntAcquire(header + CommonSectionDescriptor.VERSION_OFFSET);
    int features = SharedMemory.getInt(header + CommonSectionDescriptor.FEATURES_OFFSET);
    if (SharedMemory.getLong(header + CommonSectionDescriptor.MAGIC_OFFSET)
        != CommonSectionDescriptor.MAGIC) {
      throw SectionFile.damaged(path, "it is not a common section");
    }
    if (version != CommonSectionDescriptor.VERSION || features != 0) {
      throw SectionFile.otherFormat(path, version, features);
    }
    int rings = SharedMemory.getInt(header + CommonSectionDescriptor.RINGS_OFFSET);
    int slots = SharedMemory.getInt(header + CommonSectionDescriptor.SLOTS_OFFSET);
    boolean plausible =
        rings > 0
            && rings <= CommonSectionDescriptor.MOST_RINGS
            && slots > 0
            && slots <= CommonSectionDescriptor.MOST_SLOTS
            && Integer.bitCount(slots) == 1;
    if (!plausible
        || section.bytes()
            < CommonSectionDescriptor.BYTES
                + CommonSectionDescriptor.MOST_NETWORKS * CastDescriptor.bytes(rings, slots)) {
      throw SectionFile.damaged(path, "its numbers of rings and slots do not fit its length");
    }
    return new CommonSection(path, file, section, rings, slots);
  }

  /**
   * The index of a network; a new one gets the first free index, and its kind is fixed. Under the
   * start lock.
   *
   * @throws SystemException if it exists with another kind, or there are too many networks
   */
  public int claimNetwork(String name, NetworkKind kind) throws SystemException {
    for (int i = 0; i < CommonSectionDescriptor.MOST_NETWORKS; i++) {
      long entry = section.position(CommonSectionDescriptor.entryOffset(i));
      if (SharedMemory.getIntAcquire(entry + CommonSectionDescriptor.ENTRY_STATE_OFFSET) == 0) {
        makeNetwork(i, name, kind);
        return i;
      }
      if (networkName(i).equals(name)) {
        checkKind(i, name, kind);
        return i;
      }
    }
    throw SystemException.because(
        "make network",
        "'" + name + "'",
        "this partition has " + CommonSectionDescriptor.MOST_NETWORKS + " networks already",
        "use another --partition, or stop all nodes and run 'smtap clean'");
  }

  private void makeNetwork(int index, String name, NetworkKind kind) throws SystemException {
    long headBytes = CastDescriptor.slotsOffset(0, rings, slots);
    reserve(file, path, areaOffset(index), headBytes);
    initialiseArea(index);
    long entry = section.position(CommonSectionDescriptor.entryOffset(index));
    SectionText.put(
        entry + CommonSectionDescriptor.ENTRY_NAME_OFFSET,
        AdapterEntryDescriptor.NETWORK_NAME_BYTES,
        name);
    SharedMemory.putInt(entry + CommonSectionDescriptor.ENTRY_KIND_OFFSET, kind.code());
    SharedMemory.putIntRelease(entry + CommonSectionDescriptor.ENTRY_STATE_OFFSET, 1);
  }

  private void initialiseArea(int index) {
    CastArea area = area(index);
    long start = counterStart();
    for (int ring = 0; ring < rings; ring++) {
      SharedMemory.putLong(area.writtenPosition(ring), start);
    }
    SharedMemory.putLong(area.labelPosition(CastArea.BROADCAST_RING), MacAddress.BROADCAST);
  }

  /** What the cast counters started from: 0 but in tests. */
  public long counterStart() {
    return SharedMemory.getLong(section.position() + CommonSectionDescriptor.START_OFFSET);
  }

  private void checkKind(int index, String name, NetworkKind kind) throws SystemException {
    NetworkKind found = networkKind(index);
    if (found != kind) {
      throw SystemException.because(
          "take part in network",
          "'" + name + "' as " + kind,
          "it is a " + found + " network",
          "use --" + found + ", or another network name");
    }
  }

  /** Name of a network, empty while there is none with this index. */
  public String networkName(int index) {
    long entry = section.position(CommonSectionDescriptor.entryOffset(index));
    return SectionText.get(
        entry + CommonSectionDescriptor.ENTRY_NAME_OFFSET,
        AdapterEntryDescriptor.NETWORK_NAME_BYTES);
  }

  /** Kind of a network. */
  public NetworkKind networkKind(int index) {
    long entry = section.position(CommonSectionDescriptor.entryOffset(index));
    return NetworkKind.ofCode(
        SharedMemory.getInt(entry + CommonSectionDescriptor.ENTRY_KIND_OFFSET));
  }

  /** A network's cast area. */
  public CastArea area(int index) {
    long offset = areaOffset(index);
    return new CastArea(section.position(offset), offset, rings, slots);
  }

  private long areaOffset(int index) {
    return CommonSectionDescriptor.BYTES + index * CastDescriptor.bytes(rings, slots);
  }

  /**
   * Nodes that the partition is meant for, as its first one said; any number if a peer has written
   * there since.
   */
  public int nodes() {
    return SharedMemory.getIntOpaque(section.position() + CommonSectionDescriptor.NODES_OFFSET);
  }

  /** The file, to reserve memory in. */
  public int fd() {
    return file.fd();
  }

  /** The file as it is now. */
  public FileStatus status() throws SystemException {
    return file.status();
  }

  /** True while the file is as long as what is mapped of it. */
  public boolean isWhole() throws SystemException {
    return status().size() >= section.bytes();
  }

  @Override
  public void close() throws SystemException {
    file.close();
    section.close();
  }
}
