package dev.smtap.node;

import dev.smtap.posix.SystemException;
import dev.smtap.tap.FramePort;
import dev.smtap.tap.OffloadReport;
import dev.smtap.tap.OffloadSelfTest;
import dev.smtap.tap.TapDevice;
import dev.smtap.tap.TapOptions;
import dev.smtap.wire.NodeAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens TAP devices, or takes back those that lived on since the last time: what a node does unless
 * a test wants something else. Offloads that this kernel gets wrong are left out, with a logged
 * reason.
 */
public final class TapPorts implements PortOpener {
  private static final Logger LOG = LoggerFactory.getLogger(TapPorts.class);

  private final TapStore store;

  /** TAPs that go with the process. */
  public TapPorts() {
    this(TapStore.NONE);
  }

  /** TAPs that a store keeps, until their adapter is closed for good. */
  public TapPorts(TapStore store) {
    this.store = store;
  }

  /** The key of an adapter: there is one on each network of a node. */
  static String key(int nodeId, String network) {
    return "tap-" + nodeId + "-" + network;
  }

  @Override
  public FramePort open(AdapterConfig config, long mac) throws SystemException {
    OffloadReport tested = OffloadSelfTest.run(config.offloads());
    tested.reasons().forEach(reason -> LOG.warn("{}: {}", config.interfaceName(), reason));
    TapOptions options =
        new TapOptions(mac, config.mtu(), TapOptions.MINIMUM_TX_QUEUE, tested.usable());
    String key = key(NodeAddress.nodeId(mac), config.network());
    Optional<TapDevice> kept = takeBack(key, config.interfaceName(), options);
    TapDevice device = kept.isPresent() ? kept.get() : openNew(key, config, options);
    device.atClose(() -> store.forget(key));
    device.warnings().forEach(warning -> LOG.warn("{}", warning));
    return device;
  }

  private TapDevice openNew(String key, AdapterConfig config, TapOptions options)
      throws SystemException {
    TapDevice device = TapDevice.open(config.interfaceName(), options);
    store.keep(key, device.fd());
    return device;
  }

  private Optional<TapDevice> takeBack(String key, String interfaceName, TapOptions options) {
    OptionalInt kept = store.take(key);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    try {
      TapDevice device = TapDevice.adopt(kept.getAsInt(), interfaceName, options);
      LOG.info("{} lived on since this node ran last", interfaceName);
      return Optional.of(device);
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
      store.forget(key);
      return Optional.empty();
    }
  }
}
