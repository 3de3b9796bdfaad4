package dev.smtap.bench;

import dev.smtap.cli.bench.SharedFile;
import dev.smtap.global.ConnectionTable;
import dev.smtap.global.ConnectionTableDescriptor;
import dev.smtap.global.DecidingStep;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.nio.file.Path;

/**
 * A connection table in a file in /dev/shm, as in a section, with so many IPv6 flows. A flow's key
 * is computed from its number, so that making it touches no memory that counts. One thread.
 */
final class FlowTable implements AutoCloseable {
  private static final int NODES = 4;
  private static final Path FILE =
      Path.of("/dev/shm/smtap-bench-flows-" + ProcessHandle.current().pid());

  private final SharedFile file;
  private final ConnectionTable table;
  private final FlowKey key = new FlowKey();
  private final long bytes;

  FlowTable(int flows, int mostFlows) throws SystemException {
    bytes =
        ConnectionTableDescriptor.bytes(
            Math.max(mostFlows, ConnectionTableDescriptor.FEWEST_FLOWS));
    file = SharedFile.makeLargePages(FILE, bytes);
    // All pages are mapped then, also those that no flow lies in.
    SharedMemory.clear(position(), bytes);
    table = ConnectionTable.make(position(), bytes);
    for (int i = 0; i < flows; i++) {
      FlowKey each = key(i);
      int entry = record(each, i);
      if (entry == ConnectionTable.NONE) {
        throw new IllegalStateException("no room for flow " + i + " of " + flows);
      }
      table.count(entry, FlowKey.ACK, 60);
    }
  }

  /** A number spread over 64 bits, each way round. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * 0xd6e8_feb8_6659_fd93L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8_feb8_6659_fd93L;
    return mixed ^ (mixed >>> 32);
  }

  /** The key of a flow; the same object each time. */
  FlowKey key(long number) {
    long mixed = mix(number);
    return key.setProtocol(FlowKey.TCP)
        .setLocal(0xfd00L << 48, 1)
        .setForeign((0x2001_0db8L << 32) | (mixed >>> 32), mixed)
        .setPorts(443, (int) number & 0xffff);
  }

  int record(FlowKey flow, int number) {
    return table.record(flow, 1 + number % NODES, 1, DecidingStep.LISTENER, FlowKey.SYN);
  }

  ConnectionTable table() {
    return table;
  }

  long position() {
    return file.ownersPosition(0);
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws SystemException {
    file.close();
  }
}
