package dev.smtap.tap;

import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A TAP device with virtio-net headers (12 bytes, little-endian), without blocking, its carrier off
 * at first. Made if there is none of that name, and then gone with the last descriptor; a
 * persistent one is attached to, and stays. The kernel answers a write while the interface is down
 * with EIO, and everything with EBADFD once the interface is deleted.
 *
 * <p>Opened and changed by the control thread; {@link #fd()} is for any thread.
 */
public final class TapDevice implements FramePort {
  private static final int HEADER_SIZE = 12;
  private static final int FLAGS = StoredTap.FLAGS | Tun.IFF_NO_CARRIER;

  private final FileHandle handle;
  private final List<String> warnings = new ArrayList<>();
  private volatile String name;
  private volatile int ifindex;
  private volatile Offloads offloads = Offloads.NONE;
  private Runnable atClose = () -> {};

  private TapDevice(FileHandle handle, String name) {
    this.handle = handle;
    this.name = name;
  }

  /**
   * Opens a TAP in the namespace of the calling thread.
   *
   * @throws SystemException in words for users, if it cannot be had; what merely cannot be set on a
   *     persistent TAP for lack of privilege is in {@link #warnings()} instead
   */
  public static TapDevice open(String name, TapOptions options) throws SystemException {
    TapName.check(name);
    checkMtu(name, options.mtu());
    try (RouteSocket route = RouteSocket.open()) {
      boolean exists = route.getLink(name).isPresent();
      TapDevice device = new TapDevice(openControlFile(name), name);
      try {
        device.attach(exists, options.mac());
        device.configure(options, route);
        return device;
      } catch (SystemException | RuntimeException e) {
        device.close();
        throw e;
      }
    }
  }

  /**
   * Takes over the descriptor of a TAP that lived on without this process, for example in a service
   * manager's store. It must be in the namespace of the calling thread; its state, its carrier too,
   * and its addresses stay as they are.
   *
   * @param fd becomes the device's, and is closed if it is refused
   * @throws SystemException if it is no TAP such as {@link #open} makes, deleted, of another name
   *     or in another namespace
   */
  public static TapDevice adopt(int fd, String name, TapOptions options) throws SystemException {
    TapDevice device = new TapDevice(FileHandle.owning(fd, name), name);
    try (RouteSocket route = RouteSocket.open()) {
      checkMtu(name, options.mtu());
      StoredTap.check(device);
      device.prepare();
      device.configure(options, route);
      return device;
    } catch (SystemException | RuntimeException e) {
      device.close();
      throw e;
    }
  }

  /** Refuses an MTU that a TAP or the patent does not allow. */
  public static void checkMtu(String name, int mtu) throws SystemException {
    if (mtu < TapOptions.MINIMUM_MTU || mtu > TapOptions.MAXIMUM_MTU) {
      throw TapErrors.mtuOutOfRange(name, mtu);
    }
  }

  private static FileHandle openControlFile(String name) throws SystemException {
    try {
      return FileHandle.open(Tun.PATH, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, 0, "");
    } catch (SystemException e) {
      throw TapErrors.noControlFile(name, e.errno());
    }
  }

  private void attach(boolean exists, long mac) throws SystemException {
    int result = Tun.attach(fd(), name, FLAGS);
    if (result < 0) {
      throw TapErrors.notAttached(name, -result, exists);
    }
    prepare();
    setCarrier(false);
    // At once, before udev looks at it: an address that was set is left alone by it.
    setMac(mac);
  }

  private void prepare() throws SystemException {
    require(Tun.setHeaderSize(fd(), HEADER_SIZE), "set the header size of");
    require(Tun.setLittleEndian(fd()), "set the byte order of");
  }

  private void setMac(long mac) throws SystemException {
    require(Tun.setMac(fd(), mac), "set the MAC address of");
  }

  private void configure(TapOptions options, RouteSocket route) throws SystemException {
    OffloadReport report = probeOffloads(options.offloads());
    warnings.addAll(report.reasons());
    LinkState link =
        route
            .getLink(name)
            .orElseThrow(() -> new SystemException("find the TAP device", name, Errno.ENODEV, ""));
    ifindex = link.ifindex();
    if (link.mac() != options.mac()) {
      setMac(options.mac());
    }
    if (link.mtu() != options.mtu()) {
      permitted(() -> route.setMtu(ifindex, options.mtu()), "MTU stays " + link.mtu());
    }
    if (link.txQueueLength() < options.txQueueLength()) {
      permitted(
          () -> route.setTxQueueLength(ifindex, options.txQueueLength()),
          "transmit queue stays " + link.txQueueLength());
    }
  }

  /** What was asked for and could not be had, one sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public int fd() {
    return handle.fd();
  }

  /** Its name when it was opened or last {@link #locate}d. */
  public String name() {
    return name;
  }

  /** Its number in its namespace when it was opened or last {@link #locate}d. */
  public int ifindex() {
    return ifindex;
  }

  /** The offloads that are set. */
  public Offloads offloads() {
    return offloads;
  }

  @Override
  public void setCarrier(boolean up) throws SystemException {
    require(Tun.setCarrier(fd(), up), "set the carrier of");
  }

  @Override
  public void setOffloads(Offloads wanted) throws SystemException {
    Offloads set = wanted.consistent();
    require(Tun.setOffload(fd(), set.kernelFlags()), "set the offloads " + set + " of");
    offloads = set;
  }

  /** Sets as many of the wanted offloads as the kernel takes, and says why not the others. */
  public OffloadReport probeOffloads(Offloads wanted) throws SystemException {
    OffloadReport report = OffloadProbe.probe(wanted, flags -> Tun.setOffload(fd(), flags));
    setOffloads(report.usable());
    return report;
  }

  /** Makes it outlive its descriptor, or not. */
  public void setPersistent(boolean persistent) throws SystemException {
    require(Tun.setPersistent(fd(), persistent), "set the persistence of");
  }

  /**
   * The namespace that the device is in now, wherever it was moved. Needs CAP_NET_ADMIN there.
   *
   * @throws SystemException with {@link Errno#EBADFD} if the device was deleted
   */
  public Namespace currentNamespace() throws SystemException {
    int namespace = Tun.namespace(fd());
    require(namespace, "find the namespace of");
    return Namespace.owning(namespace, "the namespace of " + name);
  }

  /**
   * Finds the device after it was renamed or moved, and remembers its name and number.
   *
   * @return the state of its link there, or empty if it was deleted
   */
  public Optional<LinkState> locate() throws SystemException {
    byte[] request = new byte[Tun.IFREQ_SIZE];
    int result = Tun.describe(fd(), request);
    if (result == -Errno.EBADFD) {
      return Optional.empty();
    }
    require(result, "find the name of");
    name = Tun.nameIn(request);
    Optional<LinkState> link = findLink(name);
    link.ifPresent(state -> ifindex = state.ifindex());
    return link;
  }

  private Optional<LinkState> findLink(String present) throws SystemException {
    try (Namespace namespace = currentNamespace()) {
      return namespace.run(() -> linkHere(present));
    } catch (SystemException e) {
      if (e.errno() == Errno.EPERM) {
        // Without privilege it cannot be looked for elsewhere.
        return linkHere(present);
      }
      throw e;
    }
  }

  /** What is to be done before it is closed, once. Opening thread. */
  public void atClose(Runnable action) {
    atClose = action;
  }

  @Override
  public void close() {
    if (!handle.isClosed()) {
      atClose.run();
    }
    handle.close();
  }

  @Override
  public String toString() {
    return name;
  }

  private static Optional<LinkState> linkHere(String name) throws SystemException {
    try (RouteSocket route = RouteSocket.open()) {
      return route.getLink(name);
    }
  }

  private void require(int result, String attempted) throws SystemException {
    if (result < 0) {
      throw new SystemException(attempted, name, -result, "");
    }
  }

  @FunctionalInterface
  private interface Change {
    void apply() throws SystemException;
  }

  /** Applies a change; if it is not permitted, that is a warning. */
  private void permitted(Change change, String consequence) throws SystemException {
    try {
      change.apply();
    } catch (SystemException e) {
      if (e.errno() != Errno.EPERM && e.errno() != Errno.EACCES) {
        throw e;
      }
      warnings.add(name + ": " + consequence + ", because " + e.getMessage());
    }
  }
}
