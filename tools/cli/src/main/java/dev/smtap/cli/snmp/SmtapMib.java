package dev.smtap.cli.snmp;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.NetworkStatus;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.PartitionReader;
import dev.smtap.cli.status.PartitionStatus;
import dev.smtap.cli.status.RingStatus;
import dev.smtap.cli.status.State;
import dev.smtap.facility.Facility;
import dev.smtap.facility.SendCounter;
import dev.smtap.posix.SystemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snmp4j.smi.OID;

/**
 * SMTAP-MIB: nodes, rings and drops of the whole partition, as the facility has them at the moment.
 * Its text is {@code packaging/src/main/mib/SMTAP-MIB.txt}, which a test compares with this.
 */
final class SmtapMib implements Mib {
  /** Below Net-SNMP's place for experiments: see the text of the MIB for why. */
  static final OID ROOT = new OID("1.3.6.1.4.1.8072.9999.9999.6999");

  private static final int OBJECTS = 1;
  private static final int ENTRY = 1;
  private static final int SENT = 1;
  private static final int RECEIVED = 2;

  private final Facility facility;

  /** A ring from one node to another. */
  private record Ring(String network, RingStatus status) {}

  SmtapMib(Facility facility) {
    this.facility = facility;
  }

  @Override
  public OID root() {
    return ROOT;
  }

  private static OID object(int... numbers) {
    return new OID(new OID(ROOT.getValue(), OBJECTS).getValue(), numbers);
  }

  @Override
  public List<Branch> read() throws SystemException {
    PartitionStatus status = PartitionReader.read(facility);
    Map<String, Integer> networks = new HashMap<>();
    for (NetworkStatus each : status.networks()) {
      networks.put(each.name(), each.index() + 1);
    }
    Table<NodeStatus> nodes = nodes();
    Table<Ring> rings = rings();
    Table<Drops.Cause> drops = drops();
    for (NodeStatus node : status.nodes()) {
      nodes.row(new OID(new int[] {node.id()}), node);
      for (AdapterStatus adapter : node.adapters()) {
        int network = networks.getOrDefault(adapter.link().network(), 0);
        for (RingStatus ring : adapter.rings()) {
          rings.row(
              new OID(new int[] {node.id(), network, ring.peer()}),
              new Ring(adapter.link().network(), ring));
        }
        for (Drops.Cause each : Drops.of(adapter)) {
          drops.row(new OID(new int[] {node.id(), network, each.number()}), each);
        }
      }
    }
    return List.of(
        new Scalars().add(object(1), Values.text(status.partition())), nodes, rings, drops);
  }

  private static Table<NodeStatus> nodes() {
    return new Table<NodeStatus>(object(2, ENTRY))
        .column(2, each -> Values.integer(state(each.state())))
        .column(3, each -> Values.counter64(each.generation()));
  }

  private static int state(State state) {
    return switch (state) {
      case UP -> 1;
      case HUNG -> 2;
      case STOPPED -> 3;
      case DEAD -> 4;
      case DAMAGED -> 5;
    };
  }

  private static Table<Ring> rings() {
    return new Table<Ring>(object(3, ENTRY))
        .column(3, each -> Values.text(each.network))
        .column(4, each -> Values.integer(state(each.status.state())))
        .column(5, each -> Values.counter64(each.status.sent().count(SendCounter.FRAMES)))
        .column(6, each -> Values.counter64(each.status.sent().count(SendCounter.BYTES)))
        .column(7, each -> Values.gauge32(each.status.inFlight()));
  }

  private static int state(String ring) {
    return switch (ring) {
      case "up" -> 1;
      case "hung" -> 2;
      default -> 3;
    };
  }

  private static Table<Drops.Cause> drops() {
    return new Table<Drops.Cause>(object(4, ENTRY))
        .column(2, each -> Values.integer(each.isSent() ? SENT : RECEIVED))
        .column(3, each -> Values.text(each.words()))
        .column(4, each -> Values.counter64(each.frames()));
  }
}
