package dev.smtap.facility;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.Reservation;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.FaultPoint;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.SlotDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's own section: made under the start lock, filled, then published by version and name.
 * Control thread, except where a method says otherwise.
 */
public final class OwnSection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnSection.class);
  private static final int MODE = 0640;

  private final Path path;
  private final Path unfinished;
  private final FileHandle file;
  private final LifeLock life;
  private final MappedSection section;
  private final int nodeId;
  private final long generation;
  private final List<AdapterInfo> adapters;
  private final CapturePlace capture;
  private boolean published;
  private int lastState = NodeSectionDescriptor.STATE_STOPPED;

  private OwnSection(
      Claim claim,
      Path unfinished,
      FileHandle file,
      LifeLock life,
      MappedSection section,
      Plan plan) {
    this.path = plan.facility().node(claim.nodeId());
    this.unfinished = unfinished;
    this.file = file;
    this.life = life;
    this.section = section;
    this.nodeId = claim.nodeId();
    this.generation = claim.generation();
    this.adapters = placeAdapters(plan, section.position());
    this.capture =
        new CapturePlace(path, file, section.position(), section.bytes(), adapters.size());
  }

  /**
   * What an adapter needs.
   *
   * @param kind kind of its network
   * @param network the network's index
   * @param networkName the network's name
   * @param slots small slots; one large one to eight of them
   * @param flows flows of its connection table, 0 on a local network
   */
  public record AdapterPlan(
      NetworkKind kind, int network, String networkName, int slots, int flows) {
    /** With a connection table of the usual size where there is one. */
    public AdapterPlan(NetworkKind kind, int network, String networkName, int slots) {
      this(kind, network, networkName, slots, GlobalAreaDescriptor.defaultFlows(kind));
    }
  }

  /**
   * What a section is made of.
   *
   * @param facility the partition
   * @param lanes peers that each adapter can have
   * @param counterStart what ring counters start from
   * @param adapters the adapters
   */
  public record Plan(Facility facility, int lanes, long counterStart, List<AdapterPlan> adapters) {
    /** Descriptors of each pair ring: enough for the adapter with most slots. */
    int entries() {
      return adapters.stream()
          .mapToInt(each -> Geometry.of(lanes, each.slots()).entries())
          .max()
          .orElse(1);
    }

    /** Bytes of memory that a section takes at most when connected with so many nodes. */
    public long mostBytes(int peers) {
      long bytes = NodeSectionDescriptor.BYTES;
      for (AdapterPlan adapter : adapters) {
        bytes += geometry(adapter).mostBytes(peers) + GlobalAreaDescriptor.bytes(adapter.flows());
      }
      return bytes;
    }

    Geometry geometry(AdapterPlan adapter) {
      Geometry own = Geometry.of(lanes, adapter.slots());
      return new Geometry(lanes, entries(), own.largeSlots(), own.smallSlots());
    }
  }

  /** Makes the section of a claimed ID, with its life lock held, not yet visible to others. */
  public static OwnSection create(Claim claim, Plan plan) throws SystemException {
    Path unfinished = plan.facility().unfinished("node-" + claim.nodeId());
    long bytes = plan.mostBytes(plan.lanes());
    long fileBytes = bytes + CapturePlace.bytes(plan.adapters().size());
    SectionFile.checkLength(
        plan.facility().node(claim.nodeId()),
        fileBytes,
        "take fewer --slots, --nodes or interfaces");
    FileHandle file = SectionFile.create(unfinished, fileBytes, MODE);
    LifeLock life = null;
    MappedSection section = null;
    try {
      life = takeLife(unfinished);
      section = MappedSection.ofFile(file.fd(), bytes, true, unfinished.toString());
      OwnSection own = new OwnSection(claim, unfinished, file, life, section, plan);
      own.fill(plan);
      return own;
    } catch (SystemException | RuntimeException e) {
      PathCalls.unlink(unfinished);
      file.close();
      if (life != null) {
        life.close();
      }
      if (section != null) {
        section.close();
      }
      throw e;
    }
  }

  private static LifeLock takeLife(Path unfinished) throws SystemException {
    LifeLock life = LifeLock.tryTake(SectionFile.open(unfinished, true), unfinished.toString());
    if (life == null) {
      throw SectionFile.damaged(unfinished, "somebody else holds a lock on it");
    }
    return life;
  }

  private static List<AdapterInfo> placeAdapters(Plan plan, long position) {
    List<AdapterInfo> placed = new ArrayList<>();
    long offset = NodeSectionDescriptor.BYTES;
    for (AdapterPlan each : plan.adapters()) {
      Geometry geometry = plan.geometry(each);
      placed.add(
          new AdapterInfo(
              placed.size(),
              each.kind(),
              each.network(),
              each.networkName(),
              position + offset,
              offset,
              geometry,
              each.flows()));
      offset += placed.getLast().bytes();
    }
    return List.copyOf(placed);
  }

  private void fill(Plan plan) throws SystemException {
    reserve(0, NodeSectionDescriptor.BYTES);
    long header = section.position();
    SharedMemory.putLong(header + NodeSectionDescriptor.MAGIC_OFFSET, NodeSectionDescriptor.MAGIC);
    SharedMemory.putLong(header + NodeSectionDescriptor.BYTES_OFFSET, section.bytes());
    SharedMemory.putInt(header + NodeSectionDescriptor.NODE_ID_OFFSET, nodeId);
    SharedMemory.putInt(header + NodeSectionDescriptor.LANES_OFFSET, plan.lanes());
    SharedMemory.putInt(header + NodeSectionDescriptor.ENTRIES_OFFSET, plan.entries());
    SharedMemory.putLong(header + NodeSectionDescriptor.GENERATION_OFFSET, generation);
    SharedMemory.putLong(header + NodeSectionDescriptor.START_OFFSET, plan.counterStart());
    SharedMemory.putInt(header + NodeSectionDescriptor.PROCESS_ID_OFFSET, ControlCalls.getpid());
    SharedMemory.putLong(header + NodeSectionDescriptor.STARTED_OFFSET, System.currentTimeMillis());
    SharedMemory.putInt(header + NodeSectionDescriptor.ADAPTERS_OFFSET, adapters.size());
    capture.fill();
    for (AdapterInfo adapter : adapters) {
      fillEntry(adapter);
    }
  }

  private void fillEntry(AdapterInfo adapter) throws SystemException {
    reserve(adapter.areaOffset(), AdapterDescriptor.LANES_OFFSET);
    long entry = entry(adapter).position();
    SharedMemory.putInt(entry + AdapterEntryDescriptor.KIND_OFFSET, adapter.kind().code());
    SharedMemory.putInt(entry + AdapterEntryDescriptor.NETWORK_OFFSET, adapter.network());
    SharedMemory.putLong(entry + AdapterEntryDescriptor.AREA_OFFSET_OFFSET, adapter.areaOffset());
    SharedMemory.putLong(entry + AdapterEntryDescriptor.AREA_BYTES_OFFSET, adapter.bytes());
    SharedMemory.putInt(entry + AdapterEntryDescriptor.FLOWS_OFFSET, adapter.flows());
    if (adapter.flows() > 0) {
      reserve(globalOffset(adapter), GlobalAreaDescriptor.TABLE_OFFSET);
    }
    SharedMemory.putInt(
        entry + AdapterEntryDescriptor.LARGE_SLOTS_OFFSET, adapter.geometry().largeSlots());
    SharedMemory.putInt(
        entry + AdapterEntryDescriptor.SMALL_SLOTS_OFFSET, adapter.geometry().smallSlots());
    SectionText.put(
        entry + AdapterEntryDescriptor.NETWORK_NAME_OFFSET,
        AdapterEntryDescriptor.NETWORK_NAME_BYTES,
        adapter.networkName());
  }

  private static long globalOffset(AdapterInfo adapter) {
    return adapter.areaOffset() + adapter.geometry().areaBytes();
  }

  /** Puts memory behind the connection table, and says so. */
  public void reserveTable(AdapterInfo adapter) throws SystemException {
    long bytes = GlobalAreaDescriptor.tableBytes(adapter.flows());
    long offset = globalOffset(adapter) + GlobalAreaDescriptor.TABLE_OFFSET;
    check(Reservation.reserveLarge(file.fd(), section.position() + offset, offset, bytes), bytes);
    SharedMemory.putLongRelease(
        adapter.globalPosition() + GlobalAreaDescriptor.TABLE_RESERVED_OFFSET, bytes);
  }

  private void reserve(long offset, long bytes) throws SystemException {
    check(Reservation.reserve(file.fd(), offset, bytes), bytes);
  }

  private void check(int result, long bytes) throws SystemException {
    if (result < 0) {
      throw SectionFile.noMemory(path, bytes, -result);
    }
  }

  /** Shows the section to the others: its content is complete. */
  public void publish() throws SystemException {
    beat(System.nanoTime());
    setState(NodeSectionDescriptor.STATE_RUNNING);
    FaultPoint.reached("section.before-publish");
    SharedMemory.putIntRelease(
        section.position() + NodeSectionDescriptor.VERSION_OFFSET, NodeSectionDescriptor.VERSION);
    SectionFile.publish(unfinished, path);
    published = true;
    FaultPoint.reached("section.published");
  }

  /** Puts memory behind a lane; lanes before it have memory already. */
  public void reserveLane(AdapterInfo adapter, int lane) throws SystemException {
    Geometry geometry = adapter.geometry();
    long offset = AdapterDescriptor.laneOffset(lane, geometry.entries());
    long bytes = AdapterDescriptor.laneOffset(lane + 1, geometry.entries()) - offset;
    reserve(adapter.areaOffset() + offset, bytes);
    long published = adapter.areaPosition() + AdapterDescriptor.LANES_RESERVED_OFFSET;
    if (SharedMemory.getInt(published) <= lane) {
      SharedMemory.putIntRelease(published, lane + 1);
    }
  }

  /** Puts memory behind large slots. Transmitter of the adapter only; 0 or -errno. */
  public int reserveLargeSlots(AdapterInfo adapter, int first, int count) {
    Geometry geometry = adapter.geometry();
    long offset = AdapterDescriptor.largeOffset(geometry.lanes(), geometry.entries());
    return reserveSlots(adapter, offset, first, count, SlotDescriptor.LARGE_BYTES);
  }

  /** Puts memory behind small slots. Transmitter of the adapter only; 0 or -errno. */
  public int reserveSmallSlots(AdapterInfo adapter, int first, int count) {
    Geometry geometry = adapter.geometry();
    long offset =
        AdapterDescriptor.smallOffset(geometry.lanes(), geometry.entries(), geometry.largeSlots());
    return reserveSlots(adapter, offset, first, count, SlotDescriptor.SMALL_BYTES);
  }

  private int reserveSlots(AdapterInfo adapter, long offset, int first, int count, int slotBytes) {
    long start = adapter.areaOffset() + offset + (long) first * slotBytes;
    return Reservation.reserve(file.fd(), start, (long) count * slotBytes);
  }

  /**
   * Says that the node lives.
   *
   * @param nanos now; or a time ahead, for a node that will say so again that much later than in a
   *     second
   */
  public void beat(long nanos) {
    SharedMemory.putLongOpaque(section.position() + NodeSectionDescriptor.HEARTBEAT_OFFSET, nanos);
  }

  /**
   * Lets the others look at what this node publishes, soon: they are told when a section is closed
   * by somebody who may write to it.
   */
  public void stir() {
    try {
      FileHandle.open(path, OpenFlags.O_WRONLY | OpenFlags.O_NOFOLLOW, 0).close();
    } catch (SystemException e) {
      // They look by the clock, too.
      LOG.debug("{}", e.getMessage());
    }
  }

  /** Says what the node does, see {@link NodeSectionDescriptor}. */
  public void setState(int state) {
    SharedMemory.putIntRelease(section.position() + NodeSectionDescriptor.STATE_OFFSET, state);
  }

  /** The end that comes is one before a start: its interfaces live on. */
  public void setHandedOver() {
    lastState = NodeSectionDescriptor.STATE_HANDED_OVER;
  }

  /** What the node says about an adapter. */
  public AdapterEntry entry(AdapterInfo adapter) {
    return new AdapterEntry(
        section.position() + NodeSectionDescriptor.entryOffset(adapter.index()));
  }

  /** The adapters, in the order of the plan. */
  public List<AdapterInfo> adapters() {
    return adapters;
  }

  /** Where captured frames go. */
  public CapturePlace capture() {
    return capture;
  }

  /** The node's ID. */
  public int nodeId() {
    return nodeId;
  }

  /** The generation of this start. */
  public long generation() {
    return generation;
  }

  /** True while the file is as long as it was made. */
  public boolean isWhole() throws SystemException {
    return file.status().size() >= section.bytes() + CapturePlace.bytes(adapters.size());
  }

  /**
   * Ends the life of the node for all others, also when its pages are gone. The mapping goes last:
   * no thread of this node may use it any more.
   */
  @Override
  public void close() throws SystemException {
    try {
      setState(lastState);
    } catch (InternalError e) {
      LOG.warn("the section {} was truncated", path);
    }
    if (!published) {
      PathCalls.unlink(unfinished);
    }
    life.close();
    capture.close();
    file.close();
    section.close();
  }
}
