package dev.smtap.cli.snmp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.TransportStateReference;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * A UDP port whose thread outlives whatever somebody sends, and whatever is lost of the facility
 * meanwhile: what cannot be read or answered is dropped.
 */
final class SafeTransport extends DefaultUdpTransportMapping {
  private static final Logger LOG = LoggerFactory.getLogger(SafeTransport.class);

  SafeTransport(UdpAddress address) throws IOException {
    super(address);
  }

  @Override
  protected void fireProcessMessage(
      DatagramPacket packet, ByteBuffer message, TransportStateReference state) {
    try {
      super.fireProcessMessage(packet, message, state);
    } catch (RuntimeException | StackOverflowError | InternalError e) {
      LOG.debug("a message of {} bytes could not be read", packet.getLength(), e);
    }
  }
}
