package dev.smtap.cli.status;

import dev.smtap.facility.CommonSection;
import dev.smtap.ring.CastArea;
import dev.smtap.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A cast ring of a network at one moment. What became of its frames each node counts for itself.
 *
 * @param ring its number, 0 for the broadcast ring
 * @param group the address that it is for
 * @param cast frames and commands of all nodes since the network was made
 */
public record CastRingStatus(int ring, String group, long cast) {

  /** The rings of a network that are in use. */
  static List<CastRingStatus> read(CommonSection common, int network) {
    CastArea area = common.area(network);
    List<CastRingStatus> found = new ArrayList<>();
    for (int ring = 0; ring < area.rings(); ring++) {
      long label = area.label(ring);
      if (label != 0) {
        long cast = area.written(ring) - common.counterStart();
        found.add(new CastRingStatus(ring, MacAddress.format(label & MacAddress.BROADCAST), cast));
      }
    }
    return found;
  }
}
