package dev.smtap.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;

/** Bytes that the data path's threads ({@code NAME-tx} and {@code NAME-rx}) have allocated. */
final class AllocationMeter {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long[] ids;

  /** Finds both threads of each interface. */
  AllocationMeter(List<String> interfaceNames) {
    threads.setThreadAllocatedMemoryEnabled(true);
    List<Long> found = new ArrayList<>();
    for (String name : interfaceNames) {
      found.add(id(name + "-tx"));
      found.add(id(name + "-rx"));
    }
    this.ids = found.stream().mapToLong(Long::longValue).toArray();
  }

  private long id(String threadName) {
    for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (each != null && each.getThreadName().equals(threadName)) {
        return each.getThreadId();
      }
    }
    throw new AssertionError("there is no thread " + threadName);
  }

  /** Bytes since they started. */
  long bytes() {
    long sum = 0;
    for (long each : threads.getThreadAllocatedBytes(ids)) {
      if (each < 0) {
        throw new AssertionError("a thread has ended");
      }
      sum += each;
    }
    return sum;
  }
}
