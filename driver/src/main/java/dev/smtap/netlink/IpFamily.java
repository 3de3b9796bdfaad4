package dev.smtap.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two address families, by the kernel's number. */
public enum IpFamily {
  IPV4(Netlink.AF_INET, 4, "IPv4"),
  IPV6(Netlink.AF_INET6, 16, "IPv6");

  private final int number;
  private final int addressBytes;
  private final String words;

  IpFamily(int number, int addressBytes, String words) {
    this.number = number;
    this.addressBytes = addressBytes;
    this.words = words;
  }

  /** The families that this kernel has. */
  public static List<IpFamily> present() {
    return Files.exists(Path.of("/proc/sys/net/ipv6")) ? List.of(values()) : List.of(IPV4);
  }

  /** The family of an address. */
  public static IpFamily of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  /** The family that the kernel means, or null if it is neither. */
  static @Nullable IpFamily ofNumber(int number) {
    return switch (number) {
      case Netlink.AF_INET -> IPV4;
      case Netlink.AF_INET6 -> IPV6;
      default -> null;
    };
  }

  /** AF_INET or AF_INET6. */
  public int number() {
    return number;
  }

  /** How long an address is. */
  public int addressBytes() {
    return addressBytes;
  }

  /** The prefix length of a single address. */
  public int hostPrefix() {
    return 8 * addressBytes;
  }

  /** The address in these bytes, or null if they are not an address of this family. */
  @Nullable InetAddress address(byte[] bytes) {
    if (bytes.length != addressBytes) {
      return null;
    }
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      // Java takes an IPv6 address that stands for an IPv4 one as that.
      return of(address) == this ? address : null;
    } catch (UnknownHostException _) {
      return null;
    }
  }

  @Override
  public String toString() {
    return words;
  }
}
