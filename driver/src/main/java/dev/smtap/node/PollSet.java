package dev.smtap.node;

import dev.smtap.global.DescriptorWatch;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Descriptors that the control thread waits on, each with what to do when it is readable. Control
 * thread only.
 */
final class PollSet implements DescriptorWatch, AutoCloseable {
  private static final int MOST = 256;

  /** What poll(2) leaves out. */
  private static final int NO_FD = -1;

  private record Entry(int fd, Runnable action) {}

  private final MappedSection memory;
  private List<Entry> entries = List.of();
  private final BitSet paused = new BitSet();

  PollSet() throws SystemException {
    this.memory = MappedSection.ofPrivateMemory((long) MOST * Poll.SIZE);
  }

  @Override
  public void add(int fd, Runnable action) throws SystemException {
    if (entries.size() == MOST) {
      throw SystemException.because(
          "watch", "one more descriptor", "there are " + MOST, "run fewer adapters in one node");
    }
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(fd, action));
    entries = List.copyOf(more);
  }

  @Override
  public void setPaused(int fd, boolean isPaused) {
    paused.set(fd, isPaused);
  }

  @Override
  public void remove(int fd) {
    paused.clear(fd);
    entries = entries.stream().filter(each -> each.fd != fd).toList();
  }

  /**
   * Waits until something is readable or the time is over, and does what belongs to it.
   *
   * @return how many were readable; not positive if none was
   */
  int await(int timeoutMillis) {
    // Actions add and remove: then this is another list.
    List<Entry> now = entries;
    for (int i = 0; i < now.size(); i++) {
      int fd = now.get(i).fd;
      SharedMemory.putInt(at(i), paused.get(fd) ? NO_FD : fd);
      SharedMemory.putInt(at(i) + Poll.EVENTS_OFFSET, Poll.POLLIN);
    }
    int ready = DataCalls.poll(memory.position(), now.size(), timeoutMillis);
    for (int i = 0; i < now.size() && ready > 0; i++) {
      int results = SharedMemory.getInt(at(i) + Poll.EVENTS_OFFSET) >>> 16;
      // An action before this one may have removed it, and closed its descriptor.
      if (results != 0 && entries.contains(now.get(i))) {
        now.get(i).action.run();
      }
    }
    return ready;
  }

  private long at(int index) {
    return memory.position() + (long) index * Poll.SIZE;
  }

  @Override
  public void close() throws SystemException {
    memory.close();
  }
}
