package dev.smtap.wire;

/**
 * Which flow a packet belongs to, seen from the global address: protocol, local end (the packet's
 * destination) and foreign end (its source). An address is two words in network order; IPv4 is
 * mapped into IPv6 (RFC 4291, section 2.5.5.2). Mutable, so that the data path uses one for all
 * packets. One thread.
 */
public final class FlowKey {
  /** Protocol numbers (IANA) that the driver knows. */
  public static final int ICMP = 1;

  /** See {@link #ICMP}. */
  public static final int TCP = 6;

  /** See {@link #ICMP}. */
  public static final int UDP = 17;

  /** See {@link #ICMP}. */
  public static final int DCCP = 33;

  /** See {@link #ICMP}; stands for "a fragment" in keys of fragments. */
  public static final int FRAGMENT = 44;

  /** See {@link #ICMP}. */
  public static final int ICMPV6 = 58;

  /** See {@link #ICMP}. */
  public static final int SCTP = 132;

  /** See {@link #ICMP}. */
  public static final int UDP_LITE = 136;

  /** TCP flags as they stand in the header. */
  public static final int FIN = 0x01;

  /** See {@link #FIN}. */
  public static final int SYN = 0x02;

  /** See {@link #FIN}. */
  public static final int RST = 0x04;

  /** See {@link #FIN}. */
  public static final int ACK = 0x10;

  private static final long MAPPED = 0xffffL << 32;
  private static final long LOW_32 = 0xffff_ffffL;

  private int protocol;
  private long localHigh;
  private long localLow;
  private int localPort;
  private long foreignHigh;
  private long foreignLow;
  private int foreignPort;

  /** The low word of an IPv4 address; the high one is 0. */
  public static long mapped(int ipv4) {
    return MAPPED | (ipv4 & LOW_32);
  }

  /** True for the words of a mapped IPv4 address. */
  public static boolean isMapped(long high, long low) {
    return high == 0 && (low & ~LOW_32) == MAPPED;
  }

  /** Sets the protocol. */
  public FlowKey setProtocol(int number) {
    protocol = number;
    return this;
  }

  /** Sets the address of the local end. */
  public FlowKey setLocal(long high, long low) {
    localHigh = high;
    localLow = low;
    return this;
  }

  /** Sets the address of the foreign end. */
  public FlowKey setForeign(long high, long low) {
    foreignHigh = high;
    foreignLow = low;
    return this;
  }

  /** Sets both ports; 0 where the protocol has none. */
  public FlowKey setPorts(int local, int foreign) {
    localPort = local;
    foreignPort = foreign;
    return this;
  }

  /** Sets everything to what {@code other} has. */
  public FlowKey set(FlowKey other) {
    return setProtocol(other.protocol)
        .setLocal(other.localHigh, other.localLow)
        .setForeign(other.foreignHigh, other.foreignLow)
        .setPorts(other.localPort, other.foreignPort);
  }

  /** Sets everything to nothing. */
  public FlowKey clear() {
    return setProtocol(0).setLocal(0, 0).setForeign(0, 0).setPorts(0, 0);
  }

  /** The protocol, 0 to 255. */
  public int protocol() {
    return protocol;
  }

  /** First half of the local address. */
  public long localHigh() {
    return localHigh;
  }

  /** Second half of the local address. */
  public long localLow() {
    return localLow;
  }

  /** The local port. */
  public int localPort() {
    return localPort;
  }

  /** First half of the foreign address. */
  public long foreignHigh() {
    return foreignHigh;
  }

  /** Second half of the foreign address. */
  public long foreignLow() {
    return foreignLow;
  }

  /** The foreign port. */
  public int foreignPort() {
    return foreignPort;
  }

  /** True when both name the same flow. Keys change, so there is no equals to put them in maps. */
  public boolean isSame(FlowKey other) {
    return protocol == other.protocol
        && localHigh == other.localHigh
        && localLow == other.localLow
        && localPort == other.localPort
        && foreignHigh == other.foreignHigh
        && foreignLow == other.foreignLow
        && foreignPort == other.foreignPort;
  }

  /** The local end, and the foreign one that its packets come from. */
  @Override
  public String toString() {
    return protocolName()
        + " "
        + new IpAddress(localHigh, localLow).withPort(localPort)
        + " from "
        + new IpAddress(foreignHigh, foreignLow).withPort(foreignPort);
  }

  private String protocolName() {
    return switch (protocol) {
      case TCP -> "TCP";
      case UDP -> "UDP";
      case SCTP -> "SCTP";
      default -> "protocol " + protocol;
    };
  }
}
