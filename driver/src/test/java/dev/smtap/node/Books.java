package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import java.util.Set;

/**
 * The accounting of one node, as the counters' descriptions promise it.
 *
 * @param read frames that came from the TAP
 * @param booked where they went: rings and drops
 * @param inRings frames and commands that its pair rings took
 * @param outOfRings what their receivers delivered, took or dropped
 */
record Books(long read, long booked, long inRings, long outOfRings) {
  static Books of(TestPartition partition, int id, Set<Integer> nodes) {
    long booked =
        partition.sent(id, AdapterSendCounter.CAST)
            + partition.sent(id, AdapterSendCounter.OWN_NODE)
            + partition.sent(id, AdapterSendCounter.NEIGHBOUR);
    for (AdapterSendCounter each : AdapterSendCounter.values()) {
      booked += each.isDrop() ? partition.sent(id, each) : 0;
    }
    long in = 0;
    long out = 0;
    for (int peer : nodes) {
      if (peer == id) {
        continue;
      }
      booked += partition.sent(id, peer, SendCounter.FRAMES);
      for (SendCounter each : SendCounter.values()) {
        booked += each.isDrop() ? partition.sent(id, peer, each) : 0;
      }
      in += partition.sent(id, peer, SendCounter.FRAMES);
      in += partition.sent(id, peer, SendCounter.COMMANDS);
      out += partition.received(peer, id, ReceiveCounter.FRAMES);
      out += partition.received(peer, id, ReceiveCounter.COMMANDS);
      for (ReceiveCounter each : ReceiveCounter.values()) {
        out += each.isDrop() ? partition.received(peer, id, each) : 0;
      }
    }
    return new Books(partition.sent(id, AdapterSendCounter.READ), booked, in, out);
  }

  void assertBalanced() {
    assertThat(booked)
        .as("READ = frames + cast + own node + neighbour discovery + drops")
        .isEqualTo(read);
    assertThat(outOfRings).as("sent = received + drops").isEqualTo(inRings);
  }
}
