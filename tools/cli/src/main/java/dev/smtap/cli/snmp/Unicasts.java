package dev.smtap.cli.snmp;

import java.util.HashMap;
import java.util.Map;

/**
 * Packets to one receiver: all that the kernel counts without those that crossed cast rings. Both
 * numbers are of slightly different moments; a counter must not go back for that. One thread.
 */
final class Unicasts {
  private final Map<Integer, Long> received = new HashMap<>();
  private final Map<Integer, Long> sent = new HashMap<>();

  long received(Interface of) {
    long count = of.traffic().rxPackets() - of.casts().received();
    return received.merge(of.index(), Math.max(0, count), Math::max);
  }

  long sent(Interface of) {
    long count = of.traffic().txPackets() - of.casts().sent();
    return sent.merge(of.index(), Math.max(0, count), Math::max);
  }
}
