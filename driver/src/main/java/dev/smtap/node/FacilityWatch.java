package dev.smtap.node;

import dev.smtap.facility.Facility;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.Inotify;
import dev.smtap.posix.SystemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Notices what happens in the partition's directory (inotify(7)): a section that was closed by a
 * writer may mean a death, one that got its name is a node that started. Hears of names that go
 * from other directories, too. Control thread only.
 */
final class FacilityWatch implements AutoCloseable {
  /** What happened to a node's section. */
  enum Event {
    /** It was closed by somebody who could write to it: its node may be dead. */
    CLOSED,
    /** It got its name: its node has started. */
    APPEARED
  }

  private static final int NAMES_GO =
      Inotify.IN_DELETE | Inotify.IN_MOVED_FROM | Inotify.IN_MOVED_TO | Inotify.IN_MASK_ADD;

  private static final int BUFFER_BYTES = 16 * 1024;

  private final FileHandle inotify;
  private final MappedSection buffer;
  private final int partition;
  private boolean haveNamesGone;

  FacilityWatch(Facility facility) throws SystemException {
    String directory = facility.directory().toString();
    int fd = ControlCalls.inotifyInit();
    if (fd < 0) {
      throw new SystemException(
          "watch", directory, -fd, "raise fs.inotify.max_user_instances (sysctl)");
    }
    this.inotify = FileHandle.owning(fd, "inotify on " + directory);
    int result =
        ControlCalls.inotifyAdd(fd, directory, Inotify.IN_CLOSE_WRITE | Inotify.IN_MOVED_TO);
    if (result < 0) {
      inotify.close();
      throw new SystemException(
          "watch", directory, -result, "raise fs.inotify.max_user_watches (sysctl)");
    }
    this.partition = result;
    this.buffer = MappedSection.ofPrivateMemory(BUFFER_BYTES);
  }

  int fd() {
    return inotify.fd();
  }

  /**
   * Hears of names that go from these directories, too; false if it does not of all, or if there
   * are none.
   */
  boolean watchNames(Collection<Path> directories) {
    boolean hears = !directories.isEmpty();
    for (Path each : directories) {
      hears &= ControlCalls.inotifyAdd(inotify.fd(), each.toString(), NAMES_GO) >= 0;
    }
    return hears;
  }

  /** Whether the last calls of {@link #read} met such a name; false the next time. */
  boolean takeNamesGone() {
    boolean have = haveNamesGone;
    haveNamesGone = false;
    return have;
  }

  /**
   * What happened since the last call: node IDs with the last event of each. Empty when nothing
   * did.
   */
  Map<Integer, Event> read() {
    Map<Integer, Event> events = new LinkedHashMap<>();
    long bytes = DataCalls.read(inotify.fd(), buffer.position(), BUFFER_BYTES);
    long offset = 0;
    while (offset + Inotify.HEADER_SIZE <= bytes) {
      long event = buffer.position() + offset;
      int mask = SharedMemory.getInt(event + Inotify.MASK_OFFSET);
      int nameBytes = SharedMemory.getInt(event + Inotify.NAME_LENGTH_OFFSET);
      byte[] name = new byte[nameBytes];
      if (nameBytes > 0) {
        SharedMemory.copyOut(event + Inotify.HEADER_SIZE, name);
      }
      int id = Facility.nodeId(new String(name, StandardCharsets.US_ASCII).trim());
      if (SharedMemory.getInt(event + Inotify.WATCH_OFFSET) != partition) {
        // Also if events were lost, which any of them may have been.
        haveNamesGone = true;
      } else if (id > 0) {
        events.put(id, (mask & Inotify.IN_MOVED_TO) != 0 ? Event.APPEARED : Event.CLOSED);
      }
      offset += Inotify.HEADER_SIZE + nameBytes;
    }
    return events;
  }

  @Override
  public void close() throws SystemException {
    inotify.close();
    buffer.close();
  }
}
