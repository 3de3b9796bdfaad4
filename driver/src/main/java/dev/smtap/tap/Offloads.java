package dev.smtap.tap;

import java.util.Locale;
import java.util.Optional;

/**
 * A set of offloads: what may be left undone in a frame, to be said in its virtio-net header.
 *
 * @param bits {@link #CSUM} to {@link #USO6}; also the form in which nodes publish what they take
 */
public record Offloads(int bits) {
  /** Checksum left open; without it there is no other. */
  public static final int CSUM = 1;

  /** Unsegmented TCP over IPv4, and over IPv6. */
  public static final int TSO4 = 2;

  public static final int TSO6 = 4;

  /** Unsegmented TCP with a congestion mark (CWR). */
  public static final int TSO_ECN = 8;

  /** Unsegmented UDP over IPv4, and over IPv6; a kernel has both or none (6.2 and later). */
  public static final int USO4 = 16;

  public static final int USO6 = 32;

  private static final int KNOWN = CSUM | TSO4 | TSO6 | TSO_ECN | USO4 | USO6;

  public static final Offloads NONE = new Offloads(0);
  public static final Offloads ALL = new Offloads(KNOWN);

  private static final String[] NAMES = {"csum", "tso4", "tso6", "tso-ecn", "uso4", "uso6"};
  // TUN_F_CSUM, TUN_F_TSO4, TUN_F_TSO6, TUN_F_TSO_ECN, TUN_F_USO4, TUN_F_USO6
  private static final int[] KERNEL_FLAGS = {0x01, 0x02, 0x04, 0x08, 0x20, 0x40};

  /** Keeps known bits only, so that a newer node's can be read. */
  public Offloads {
    bits &= KNOWN;
  }

  public boolean has(int bit) {
    return (bits & bit) == bit;
  }

  public boolean isEmpty() {
    return bits == 0;
  }

  /** Those in both. */
  public Offloads intersect(Offloads other) {
    return new Offloads(bits & other.bits);
  }

  /** Those in either. */
  public Offloads union(Offloads other) {
    return new Offloads(bits | other.bits);
  }

  /** Those that are not in the other. */
  public Offloads without(Offloads other) {
    return new Offloads(bits & ~other.bits);
  }

  /**
   * The largest subset that a kernel takes: nothing without CSUM, TSO_ECN only with a TSO, USO4 and
   * USO6 only together.
   */
  public Offloads consistent() {
    if (!has(CSUM)) {
      return NONE;
    }
    int kept = bits;
    if ((kept & (TSO4 | TSO6)) == 0) {
      kept &= ~TSO_ECN;
    }
    if ((kept & (USO4 | USO6)) != (USO4 | USO6)) {
      kept &= ~(USO4 | USO6);
    }
    return new Offloads(kept);
  }

  /** The argument of TUNSETOFFLOAD for {@link #consistent()}. */
  public int kernelFlags() {
    int set = consistent().bits;
    int flags = 0;
    for (int i = 0; i < KERNEL_FLAGS.length; i++) {
      if ((set & 1 << i) != 0) {
        flags |= KERNEL_FLAGS[i];
      }
    }
    return flags;
  }

  /**
   * Reads {@code on}, {@code off}, or names with commas between them such as {@code csum,tso4}.
   *
   * @return empty if it is none of these
   */
  public static Optional<Offloads> parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "on" -> Optional.of(ALL);
      case "off" -> Optional.of(NONE);
      default -> parseNames(text.toLowerCase(Locale.ROOT));
    };
  }

  private static Optional<Offloads> parseNames(String text) {
    int bits = 0;
    for (String name : text.split(",", -1)) {
      int bit = bitOf(name.strip());
      if (bit == 0) {
        return Optional.empty();
      }
      bits |= bit;
    }
    return Optional.of(new Offloads(bits));
  }

  private static int bitOf(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return 1 << i;
      }
    }
    return 0;
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      if ((bits & 1 << i) != 0) {
        text.append(text.isEmpty() ? "" : ",").append(NAMES[i]);
      }
    }
    return text.isEmpty() ? "off" : text.toString();
  }
}
