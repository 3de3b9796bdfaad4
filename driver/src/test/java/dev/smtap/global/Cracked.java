package dev.smtap.global;

import dev.smtap.wire.FlowKey;

/** All that a cracker says about a frame, as a value. */
record Cracked(
    PacketKind kind,
    String key,
    int flags,
    boolean opening,
    boolean firstFragment,
    String fragmentKey,
    int packet,
    int transport,
    int bytes) {
  static Cracked of(PacketCracker cracker, long position, int length) {
    PacketKind kind = cracker.crack(position, length);
    FlowKey fragment = new FlowKey();
    boolean hasFacts = kind.compareTo(PacketKind.PORTS) >= 0;
    if (hasFacts) {
      cracker.fragmentKey(fragment);
    }
    return new Cracked(
        kind,
        hasFacts ? cracker.key().toString() : "",
        cracker.tcpFlags(),
        cracker.isOpening(),
        hasFacts && cracker.isFirstFragment(),
        fragment.toString(),
        hasFacts ? cracker.packetOffset() : 0,
        hasFacts ? cracker.transportOffset() : 0,
        hasFacts ? cracker.transportBytes() : 0);
  }
}
