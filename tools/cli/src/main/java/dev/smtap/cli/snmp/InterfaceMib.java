package dev.smtap.cli.snmp;

import java.util.List;
import java.util.NavigableMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

/**
 * IF-MIB (RFC 2863) without what is deprecated there or has to do with layers. Octets and packets
 * are the kernel's own counters, "in" is what it received; frames that crossed cast rings are its
 * multicast packets, broadcasts among them, because nobody counts these apart.
 */
final class InterfaceMib {
  static final OID INTERFACES = new OID("1.3.6.1.2.1.2");
  static final OID IF_MIB = new OID("1.3.6.1.2.1.31");

  private static final OID NUMBER = new OID("1.3.6.1.2.1.2.1");
  private static final OID TABLE = new OID("1.3.6.1.2.1.2.2.1");
  private static final OID X_TABLE = new OID("1.3.6.1.2.1.31.1.1.1");
  private static final OID TABLE_LAST_CHANGE = new OID("1.3.6.1.2.1.31.1.5");

  static final int IF_INDEX = 1;
  static final int IF_ADMIN_STATUS = 7;
  static final int IF_OPER_STATUS = 8;
  private static final int ETHERNET_CSMACD = 6;
  private static final int LINK_TRAPS_ENABLED = 1;

  private final Interfaces interfaces;
  private final Unicasts unicasts = new Unicasts();

  InterfaceMib(Interfaces interfaces) {
    this.interfaces = interfaces;
  }

  /** Both parts of it: its objects are in two places of the tree. */
  List<Mib> parts() {
    return List.of(part(INTERFACES), part(IF_MIB));
  }

  private Mib part(OID root) {
    return new Mib() {
      @Override
      public OID root() {
        return root;
      }

      @Override
      public List<Branch> read() {
        NavigableMap<Integer, Interface> all = interfaces.read();
        return root.equals(INTERFACES) ? interfaces(all) : ifMib(all);
      }
    };
  }

  /** The name of a column of ifTable in the row of an interface. */
  static OID column(int column, int index) {
    return new OID(new OID(TABLE.getValue(), column).getValue(), index);
  }

  private List<Branch> interfaces(NavigableMap<Integer, Interface> all) {
    Table<Interface> table =
        new Table<Interface>(TABLE)
            .column(IF_INDEX, each -> Values.integer(each.index()))
            .column(2, each -> Values.text(InterfaceMib.description(each)))
            .column(3, _ -> Values.integer(ETHERNET_CSMACD))
            .column(4, each -> Values.integer(each.link().mtu()))
            .column(5, _ -> Values.gauge32(0))
            .column(6, each -> Values.mac(each.link().mac()))
            .column(IF_ADMIN_STATUS, each -> Values.integer(each.adminStatus()))
            .column(IF_OPER_STATUS, each -> Values.integer(each.operStatus()))
            .column(9, each -> new TimeTicks(each.times().change()))
            .column(10, low(each -> each.traffic().rxBytes()))
            .column(11, low(unicasts::received))
            .column(13, low(each -> each.traffic().rxDropped()))
            .column(14, low(each -> each.traffic().rxErrors()))
            .column(15, low(_ -> 0))
            .column(16, low(each -> each.traffic().txBytes()))
            .column(17, low(unicasts::sent))
            .column(19, low(each -> each.traffic().txDropped()))
            .column(20, low(each -> each.traffic().txErrors()));
    fill(table, all);
    return List.of(new Scalars().add(NUMBER, Values.integer(all.size())), table);
  }

  private List<Branch> ifMib(NavigableMap<Integer, Interface> all) {
    Table<Interface> table =
        new Table<Interface>(X_TABLE)
            .column(1, each -> Values.text(each.link().name()))
            .column(2, low(each -> each.casts().received()))
            .column(4, low(each -> each.casts().sent()))
            .column(6, high(each -> each.traffic().rxBytes()))
            .column(7, high(unicasts::received))
            .column(8, high(each -> each.casts().received()))
            .column(10, high(each -> each.traffic().txBytes()))
            .column(11, high(unicasts::sent))
            .column(12, high(each -> each.casts().sent()))
            .column(14, _ -> Values.integer(LINK_TRAPS_ENABLED))
            .column(15, _ -> Values.gauge32(0))
            .column(16, each -> Values.truth(each.link().isPromiscuous()))
            .column(17, _ -> Values.truth(false))
            .column(18, each -> Values.text(each.link().alias()))
            .column(19, each -> new TimeTicks(each.times().counters()));
    fill(table, all);
    return List.of(
        table, new Scalars().add(TABLE_LAST_CHANGE, new TimeTicks(interfaces.tableChange())));
  }

  private static void fill(Table<Interface> table, NavigableMap<Integer, Interface> all) {
    all.forEach((index, each) -> table.row(new OID(new int[] {index}), each));
  }

  private static String description(Interface each) {
    return "smtap adapter %s of node %d on %s network %s"
        .formatted(each.link().name(), each.node(), each.seen().kind(), each.seen().network());
  }

  private static Function<Interface, Variable> low(ToLongFunction<Interface> count) {
    return each -> Values.counter32(count.applyAsLong(each));
  }

  private static Function<Interface, Variable> high(ToLongFunction<Interface> count) {
    return each -> Values.counter64(count.applyAsLong(each));
  }
}
