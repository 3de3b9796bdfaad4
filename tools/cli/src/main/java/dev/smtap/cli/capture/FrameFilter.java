package dev.smtap.cli.capture;

import com.sun.jna.Native;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;

/**
 * A filter in the syntax of pcap-filter(7), compiled and run by libpcap. Pcap4J would need the
 * modules java.sql and java.xml, and copy each frame into an array. One thread.
 */
final class FrameFilter implements AutoCloseable {
  private static final int ETHERNET = 1;
  private static final int UNKNOWN_NETMASK = -1;
  private static final int OPTIMIZE = 1;

  /** struct bpf_program (16), then struct pcap_pkthdr (24). */
  private static final int HEADER_OFFSET = 16;

  private static final int CAPTURED_OFFSET = HEADER_OFFSET + 16;
  private static final int LENGTH_OFFSET = HEADER_OFFSET + 20;
  private static final int MEMORY_BYTES = 40;

  private final MappedSection memory;
  private final long handle;

  private FrameFilter(MappedSection memory, long handle) {
    this.memory = memory;
    this.handle = handle;
  }

  /** The calls of libpcap; positions are addresses. */
  private static final class Calls {
    static native long pcap_open_dead(int linkType, int snapLength);

    static native int pcap_compile(
        long handle, long program, String expression, int optimize, int netmask);

    static native String pcap_geterr(long handle);

    static native int pcap_offline_filter(long program, long header, long frame);

    static native void pcap_freecode(long program);

    static native void pcap_close(long handle);

    /** Debian's name first, then what others give it. */
    static void load() throws SystemException {
      UnsatisfiedLinkError first = null;
      for (String name : new String[] {"libpcap.so.0.8", "libpcap.so.1"}) {
        try {
          Native.register(Calls.class, name);
          return;
        } catch (UnsatisfiedLinkError e) {
          first = first == null ? e : first;
        }
      }
      throw SystemException.because(
          "use",
          "a filter",
          "libpcap.so.0.8 is not here, which compiles it",
          "install it (Debian: apt install libpcap0.8), or capture without a filter");
    }
  }

  /** Compiles an expression. */
  static FrameFilter compile(String expression, int snapLength) throws SystemException {
    Calls.load();
    MappedSection memory = MappedSection.ofPrivateMemory(MEMORY_BYTES);
    long handle = Calls.pcap_open_dead(ETHERNET, snapLength);
    long program = memory.position();
    if (Calls.pcap_compile(handle, program, expression, OPTIMIZE, UNKNOWN_NETMASK) != 0) {
      String why = Calls.pcap_geterr(handle);
      Calls.pcap_close(handle);
      memory.close();
      throw SystemException.because(
          "use", "filter '" + expression + "'", why, "pcap-filter(7) has the syntax");
    }
    return new FrameFilter(memory, handle);
  }

  /**
   * Whether a frame passes.
   *
   * @param captured bytes of it that are at the position
   * @param length its own length
   */
  boolean passes(long frame, int captured, int length) {
    long program = memory.position();
    SharedMemory.putInt(program + CAPTURED_OFFSET, captured);
    SharedMemory.putInt(program + LENGTH_OFFSET, length);
    return Calls.pcap_offline_filter(program, program + HEADER_OFFSET, frame) != 0;
  }

  @Override
  public void close() throws SystemException {
    Calls.pcap_freecode(memory.position());
    Calls.pcap_close(handle);
    memory.close();
  }
}
