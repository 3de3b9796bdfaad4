package dev.smtap.cli.doctor;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/**
 * The routes of a namespace, as the kernel finds them for a socket: rules count too. Nothing is
 * sent.
 *
 * @param place the namespace
 */
record KernelRoutes(Place place) implements ReturnCheck.Routes {
  /** Any: nothing goes there. */
  private static final int DISCARD = 9;

  @Override
  public boolean lead(InetAddress from, InetAddress to) throws SystemException {
    return place.namespace().run(() -> leadFromHere(from, to));
  }

  /** Who cannot have a socket at the address does not know. */
  private static boolean leadFromHere(InetAddress from, InetAddress to) {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(new InetSocketAddress(from, 0));
      return leads(channel, to);
    } catch (IOException _) {
      return true;
    }
  }

  private static boolean leads(DatagramChannel bound, InetAddress to) {
    try {
      bound.connect(new InetSocketAddress(to, DISCARD));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
