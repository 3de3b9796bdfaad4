package dev.smtap.facility;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.Pages;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another node's section, mapped read-only and checked once: what does not change while the node
 * lives is copied out when it is opened. Opened by a control thread or a tool; the words in it may
 * be read by any thread until {@link #close}.
 */
public final class NodeView implements AutoCloseable {
  /**
   * A node hangs that was not heard of for so long after the time up to which it said it goes on.
   */
  private static final long HUNG_AFTER_NANOS = 3_500_000_000L;

  private final Path path;
  private final FileHandle file;
  private final MappedSection section;
  private final int nodeId;
  private final long generation;
  private final List<AdapterInfo> adapters;

  /** Takes the ID that was asked for: what stands in the section may have changed meanwhile. */
  private NodeView(Path path, FileHandle file, MappedSection section, int nodeId)
      throws SystemException {
    this.path = path;
    this.file = file;
    this.section = section;
    long header = section.position();
    this.nodeId = nodeId;
    this.generation = SharedMemory.getLong(header + NodeSectionDescriptor.GENERATION_OFFSET);
    if (generation <= 0 || generation > NodeSectionDescriptor.HIGHEST_GENERATION) {
      throw SectionFile.damaged(path, "it says that its generation is " + generation);
    }
    this.adapters = readAdapters();
  }

  /**
   * Opens and checks a node's section.
   *
   * @throws SystemException if it is not there, not readable, damaged or of another format
   */
  public static NodeView open(Facility facility, int nodeId) throws SystemException {
    Path path = facility.node(nodeId);
    FileHandle file = SectionFile.open(path, false);
    MappedSection section = null;
    try {
      FileStatus status = SectionFile.check(file, path, true);
      long bytes = sectionBytes(path, file, status.size());
      section = MappedSection.ofFile(file.fd(), bytes, false, path.toString());
      checkHeader(path, section, nodeId);
      return new NodeView(path, file, section, nodeId);
    } catch (SystemException | RuntimeException e) {
      release(section, file);
      throw e;
    } catch (InternalError e) {
      release(section, file);
      throw SectionFile.damaged(path, "it was truncated");
    }
  }

  /**
   * Another view of the same section, closed by itself; also when the file has another section in
   * its place by now. Control thread, as {@link #open}.
   *
   * @throws SystemException if the section is damaged by now, or there is no memory
   */
  public NodeView again() throws SystemException {
    FileHandle copy = file.duplicate();
    MappedSection mapped = null;
    try {
      mapped = MappedSection.ofFile(copy.fd(), section.bytes(), false, path.toString());
      return new NodeView(path, copy, mapped, nodeId);
    } catch (SystemException | RuntimeException e) {
      release(mapped, copy);
      throw e;
    } catch (InternalError e) {
      release(mapped, copy);
      throw SectionFile.damaged(path, "it was truncated");
    }
  }

  /** What the section says of its length; the file may have a place for captures behind it. */
  private static long sectionBytes(Path path, FileHandle file, long fileBytes)
      throws SystemException {
    int headerBytes = NodeSectionDescriptor.BYTES;
    try (MappedSection header =
        MappedSection.ofFile(file.fd(), headerBytes, false, path.toString())) {
      long bytes = SharedMemory.getLong(header.position() + NodeSectionDescriptor.BYTES_OFFSET);
      return bytes < headerBytes || bytes > fileBytes ? fileBytes : bytes;
    }
  }

  private static void release(@Nullable MappedSection section, FileHandle file)
      throws SystemException {
    file.close();
    if (section != null) {
      section.close();
    }
  }

  private static void checkHeader(Path path, MappedSection section, int nodeId)
      throws SystemException {
    long header = section.position();
    int version = SharedMemory.getIntAcquire(header + NodeSectionDescriptor.VERSION_OFFSET);
    int features = SharedMemory.getInt(header + NodeSectionDescriptor.FEATURES_OFFSET);
    if (SharedMemory.getLong(header + NodeSectionDescriptor.MAGIC_OFFSET)
        != NodeSectionDescriptor.MAGIC) {
      throw SectionFile.damaged(path, "it is not a section of a node");
    }
    if (version != NodeSectionDescriptor.VERSION || features != 0) {
      throw SectionFile.otherFormat(path, version, features);
    }
    if (SharedMemory.getLong(header + NodeSectionDescriptor.BYTES_OFFSET) > section.bytes()) {
      throw SectionFile.damaged(path, "it is shorter than it says");
    }
    if (SharedMemory.getInt(header + NodeSectionDescriptor.NODE_ID_OFFSET) != nodeId) {
      throw SectionFile.damaged(path, "it names another node");
    }
  }

  private List<AdapterInfo> readAdapters() throws SystemException {
    int count = SharedMemory.getInt(section.position() + NodeSectionDescriptor.ADAPTERS_OFFSET);
    if (count < 0 || count > NodeSectionDescriptor.MOST_ADAPTERS) {
      throw SectionFile.damaged(path, "it says that it has " + count + " adapters");
    }
    List<AdapterInfo> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(readAdapter(i));
    }
    return List.copyOf(found);
  }

  private AdapterInfo readAdapter(int index) throws SystemException {
    long header = section.position();
    long entry = entryPosition(index);
    Geometry geometry =
        new Geometry(
            SharedMemory.getInt(header + NodeSectionDescriptor.LANES_OFFSET),
            SharedMemory.getInt(header + NodeSectionDescriptor.ENTRIES_OFFSET),
            SharedMemory.getInt(entry + AdapterEntryDescriptor.LARGE_SLOTS_OFFSET),
            SharedMemory.getInt(entry + AdapterEntryDescriptor.SMALL_SLOTS_OFFSET));
    int flows = SharedMemory.getInt(entry + AdapterEntryDescriptor.FLOWS_OFFSET);
    long areaOffset = SharedMemory.getLong(entry + AdapterEntryDescriptor.AREA_OFFSET_OFFSET);
    int network = SharedMemory.getInt(entry + AdapterEntryDescriptor.NETWORK_OFFSET);
    boolean fits =
        geometry.isPlausible()
            && GlobalAreaDescriptor.isPlausible(flows)
            && areaOffset >= NodeSectionDescriptor.BYTES
            && areaOffset % 4096 == 0
            && areaOffset
                <= section.bytes() - geometry.areaBytes() - GlobalAreaDescriptor.bytes(flows);
    if (!fits || network < 0 || network >= CommonSectionDescriptor.MOST_NETWORKS) {
      throw SectionFile.damaged(path, "its adapter " + index + " does not fit into it");
    }
    return new AdapterInfo(
        index,
        NetworkKind.ofCode(SharedMemory.getInt(entry + AdapterEntryDescriptor.KIND_OFFSET)),
        network,
        SectionText.get(
            entry + AdapterEntryDescriptor.NETWORK_NAME_OFFSET,
            AdapterEntryDescriptor.NETWORK_NAME_BYTES),
        section.position() + areaOffset,
        areaOffset,
        geometry,
        flows);
  }

  private long entryPosition(int adapter) {
    return section.position() + NodeSectionDescriptor.entryOffset(adapter);
  }

  /** The node's ID. */
  public int nodeId() {
    return nodeId;
  }

  /** The generation of this section. */
  public long generation() {
    return generation;
  }

  /** Its adapters. */
  public List<AdapterInfo> adapters() {
    return adapters;
  }

  /** Its adapter on the network of another node's adapter, or null. */
  public @Nullable AdapterInfo adapterOnNetworkOf(AdapterInfo other) {
    for (AdapterInfo each : adapters) {
      if (each.network() == other.network() && each.kind() == other.kind()) {
        return each;
      }
    }
    return null;
  }

  /** Bytes of memory that the section takes at most when connected with so many nodes. */
  public long mostBytes(int peers) {
    long bytes = NodeSectionDescriptor.BYTES;
    for (AdapterInfo each : adapters) {
      bytes += each.geometry().mostBytes(peers) + GlobalAreaDescriptor.bytes(each.flows());
    }
    return bytes;
  }

  /** Its file. */
  public Path path() {
    return path;
  }

  /** The entry of an adapter, for what can change. */
  public AdapterEntry entry(AdapterInfo adapter) {
    return new AdapterEntry(entryPosition(adapter.index()));
  }

  /** True while the node lives: its lock is held. Asks the kernel. */
  public boolean isAlive() {
    return LifeLock.isHeld(file.fd());
  }

  /** True when the node has said that it stopped. */
  public boolean hasStopped() {
    return state() == NodeSectionDescriptor.STATE_STOPPED || isExpectedBack();
  }

  /** True when the node has stopped to be started again at once. */
  public boolean isExpectedBack() {
    return state() == NodeSectionDescriptor.STATE_HANDED_OVER;
  }

  private int state() {
    return SharedMemory.getIntAcquire(section.position() + NodeSectionDescriptor.STATE_OFFSET);
  }

  /**
   * When the node was last heard of, CLOCK_MONOTONIC nanoseconds; may be ahead of now, see {@link
   * OwnSection#beat}.
   */
  public long heartbeatNanos() {
    return SharedMemory.getLongOpaque(section.position() + NodeSectionDescriptor.HEARTBEAT_OFFSET);
  }

  /** For how long the node was not heard of as it had said, never negative, whatever it says. */
  public long silentNanos(long nowNanos) {
    return Math.max(0, nowNanos - heartbeatNanos());
  }

  /** True when the node was not heard of for so long that it hangs, if it lives. */
  public boolean isSilent(long nowNanos) {
    return silentNanos(nowNanos) > HUNG_AFTER_NANOS;
  }

  /** The value that its ring counters start from. */
  public long counterStart() {
    return SharedMemory.getLong(section.position() + NodeSectionDescriptor.START_OFFSET);
  }

  /** Its process ID, for people; means nothing in another PID namespace. */
  public int processId() {
    return SharedMemory.getInt(section.position() + NodeSectionDescriptor.PROCESS_ID_OFFSET);
  }

  /** When it started, milliseconds since 1970. */
  public long startedMillis() {
    return SharedMemory.getLong(section.position() + NodeSectionDescriptor.STARTED_OFFSET);
  }

  /**
   * What it captures.
   *
   * @throws SystemException if it captures nothing, or what it says of that cannot be true
   */
  public CaptureView openCapture() throws SystemException {
    return CaptureView.open(path, file, section.position());
  }

  /** The file as it is now. */
  public FileStatus status() throws SystemException {
    return file.status();
  }

  /**
   * True while the file is as long as what is mapped of it, and has pages for all that others look
   * at but slots and connection tables. Asks the kernel.
   */
  public boolean isWhole() throws SystemException {
    return status().size() >= section.bytes()
        && Pages.areThere(section.position(), NodeSectionDescriptor.BYTES)
        && adapters.stream().allMatch(this::hasPages);
  }

  private boolean hasPages(AdapterInfo adapter) {
    return Pages.areThere(adapter.areaPosition(), AdapterDescriptor.LANES_OFFSET)
        && Pages.areThere(
            adapter.lanePosition(0),
            adapter.lanePosition(lanesReserved(adapter)) - adapter.lanePosition(0))
        && (adapter.flows() == 0
            || Pages.areThere(adapter.globalPosition(), GlobalAreaDescriptor.TABLE_OFFSET));
  }

  /**
   * The lane that this node keeps for a peer with this generation, or -1. Lanes are the node's own
   * words: checked only for bounds.
   */
  public int findLane(AdapterInfo adapter, int peerId, long peerGeneration) {
    for (int lane = 0; lane < lanesReserved(adapter); lane++) {
      LaneHead head = new LaneHead(adapter.lanePosition(lane));
      if (head.generation() == peerGeneration && head.peerId() == peerId) {
        return lane;
      }
    }
    return -1;
  }

  /** Large slots of an adapter that have memory behind them, as its owner says. */
  public int largeReserved(AdapterInfo adapter) {
    return SharedMemory.getIntAcquire(
        adapter.areaPosition() + AdapterDescriptor.LARGE_RESERVED_OFFSET);
  }

  /** Small slots of an adapter that have memory behind them, as its owner says. */
  public int smallReserved(AdapterInfo adapter) {
    return SharedMemory.getIntAcquire(
        adapter.areaPosition() + AdapterDescriptor.SMALL_RESERVED_OFFSET);
  }

  /**
   * Lanes of an adapter that have memory behind them; the others are not to be touched: reading a
   * page that is not there would make it, at the expense of this process, or fail when there is no
   * memory.
   */
  public int lanesReserved(AdapterInfo adapter) {
    int published =
        SharedMemory.getIntAcquire(
            adapter.areaPosition() + AdapterDescriptor.LANES_RESERVED_OFFSET);
    return Math.clamp(published, 0, adapter.geometry().lanes());
  }

  @Override
  public void close() throws SystemException {
    file.close();
    section.close();
  }
}
