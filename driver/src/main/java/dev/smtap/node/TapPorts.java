package dev.smtap.node;

import dev.smtap.posix.SystemException;
import dev.smtap.tap.FramePort;
import dev.smtap.tap.OffloadReport;
import dev.smtap.tap.OffloadSelfTest;
import dev.smtap.tap.TapDevice;
import dev.smtap.tap.TapOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens TAP devices: what a node does unless a test wants something else. Offloads that this kernel
 * gets wrong are left out, with a logged reason.
 */
public final class TapPorts implements PortOpener {
  private static final Logger LOG = LoggerFactory.getLogger(TapPorts.class);

  @Override
  public FramePort open(AdapterConfig config, long mac) throws SystemException {
    OffloadReport tested = OffloadSelfTest.run(config.offloads());
    tested.reasons().forEach(reason -> LOG.warn("{}: {}", config.interfaceName(), reason));
    TapOptions options =
        new TapOptions(mac, config.mtu(), TapOptions.MINIMUM_TX_QUEUE, tested.usable());
    TapDevice device = TapDevice.open(config.interfaceName(), options);
    device.warnings().forEach(warning -> LOG.warn("{}", warning));
    return device;
  }
}
