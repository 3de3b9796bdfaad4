package dev.smtap.tap;

import dev.smtap.posix.ControlCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Requests of linux/if_tun.h and linux/sockios.h, and {@code struct ifreq}: 16 bytes of name, then
 * flags or an address. Numbers as on x86-64, arm64 and riscv64.
 */
final class Tun {
  static final String PATH = "/dev/net/tun";

  static final int IFF_TAP = 0x0002;
  static final int IFF_NO_CARRIER = 0x0040;
  static final int IFF_NO_PI = 0x1000;
  static final int IFF_MULTI_QUEUE = 0x0100;
  static final int IFF_VNET_HDR = 0x4000;

  static final int IFREQ_SIZE = 40;
  static final int NAME_SIZE = 16;
  static final int LONGEST_NAME = NAME_SIZE - 1;

  private static final long TUNGETFEATURES = 0x800454cfL;
  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETPERSIST = 0x400454cbL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final long TUNGETIFF = 0x800454d2L;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;
  private static final long TUNSETVNETLE = 0x400454dcL;
  private static final long TUNSETCARRIER = 0x400454e2L;
  private static final long TUNGETDEVNETNS = 0x54e3L;
  private static final long SIOCSIFHWADDR = 0x8924L;
  private static final short ARPHRD_ETHER = 1;

  private Tun() {}

  /** Attaches a descriptor of {@link #PATH} to an interface, made if there is none. */
  static int attach(int fd, String name, int flags) {
    ByteBuffer request = request(name).putShort(NAME_SIZE, (short) flags);
    return ControlCalls.ioctl(fd, TUNSETIFF, request.array());
  }

  /** Puts the flags that this kernel knows into {@code flags}, four bytes in its own order. */
  static int features(int fd, byte[] flags) {
    return ControlCalls.ioctl(fd, TUNGETFEATURES, flags);
  }

  static int setPersistent(int fd, boolean persistent) {
    return ControlCalls.ioctlValue(fd, TUNSETPERSIST, persistent ? 1 : 0);
  }

  static int setOffload(int fd, int flags) {
    return ControlCalls.ioctlValue(fd, TUNSETOFFLOAD, flags);
  }

  static int setHeaderSize(int fd, int bytes) {
    return ControlCalls.ioctl(fd, TUNSETVNETHDRSZ, number(bytes));
  }

  static int setLittleEndian(int fd) {
    return ControlCalls.ioctl(fd, TUNSETVNETLE, number(1));
  }

  static int setCarrier(int fd, boolean up) {
    return ControlCalls.ioctl(fd, TUNSETCARRIER, number(up ? 1 : 0));
  }

  /** Sets the MAC address, through the device's descriptor: no privilege, and it counts as set. */
  static int setMac(int fd, long mac) {
    ByteBuffer request = request("").putShort(NAME_SIZE, ARPHRD_ETHER);
    for (int i = 0; i < 6; i++) {
      request.put(NAME_SIZE + 2 + i, (byte) (mac >>> (40 - 8 * i)));
    }
    return ControlCalls.ioctl(fd, SIOCSIFHWADDR, request.array());
  }

  /** A descriptor of the namespace that the device is in; needs CAP_NET_ADMIN there. */
  static int namespace(int fd) {
    return ControlCalls.ioctlValue(fd, TUNGETDEVNETNS, 0);
  }

  /** Writes the device's present name and flags into {@code request}. */
  static int describe(int fd, byte[] request) {
    return ControlCalls.ioctl(fd, TUNGETIFF, request);
  }

  static int flagsIn(byte[] request) {
    ByteBuffer fields = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
    return Short.toUnsignedInt(fields.getShort(NAME_SIZE));
  }

  static String nameIn(byte[] request) {
    int length = 0;
    while (length < NAME_SIZE && request[length] != 0) {
      length++;
    }
    return new String(request, 0, length, StandardCharsets.UTF_8);
  }

  private static ByteBuffer request(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] request = Arrays.copyOf(text, IFREQ_SIZE);
    return ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }
}
