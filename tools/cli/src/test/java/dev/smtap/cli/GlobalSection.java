package dev.smtap.cli;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Claim;
import dev.smtap.facility.Counters;
import dev.smtap.facility.Facility;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.ListenerDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.OfferDescriptor;
import dev.smtap.facility.OwnSection;
import dev.smtap.facility.SearchCounter;
import dev.smtap.global.ConnectionTable;
import dev.smtap.global.DecidingStep;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A node's section with an adapter on the global network "web", as its driver would fill it. */
public final class GlobalSection implements AutoCloseable {
  public static final int FLOWS = 4_096;
  public static final int IPV4 = ListenerDescriptor.TAKES_IPV4;
  public static final int IPV6 = ListenerDescriptor.TAKES_IPV6;

  private final OwnSection section;
  private final AdapterInfo info;
  private final ConnectionTable table;
  private int addresses;
  private int listeners;
  private int offers;
  private long ageNanos;

  /** Makes and publishes it; the node lives until it is closed. */
  public GlobalSection(Facility facility, int nodeId) throws SystemException {
    facility.create();
    OwnSection.AdapterPlan adapter =
        new OwnSection.AdapterPlan(NetworkKind.GLOBAL, 0, "web", 128, FLOWS);
    section =
        OwnSection.create(
            new Claim(nodeId, 7), new OwnSection.Plan(facility, 2, 0, List.of(adapter)));
    info = section.adapters().getFirst();
    section.entry(info).setInterfaceName("smg0");
    section.reserveTable(info);
    table =
        ConnectionTable.make(info.tablePosition(), GlobalAreaDescriptor.tableBytes(info.flows()));
    put(GlobalAreaDescriptor.WEIGHT_OFFSET, 1);
    section.publish();
  }

  /** Writes a word of the published area. */
  public void put(int offset, int value) {
    SharedMemory.putInt(info.globalPosition() + offset, value);
  }

  /** Publishes one more address. */
  public void addAddress(String address) {
    putAddress(
        GlobalAreaDescriptor.ADDRESSES_OFFSET + addresses * GlobalAreaDescriptor.ADDRESS_BYTES,
        address);
    put(GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET, ++addresses);
  }

  /** Publishes one more listener; its address may be empty, for any. */
  public void addListener(int protocol, int flags, String address, int port) {
    int at = GlobalAreaDescriptor.LISTENERS_OFFSET + listeners * ListenerDescriptor.BYTES;
    put(at, protocol | flags << 8 | port << 16);
    if (!address.isEmpty()) {
      putAddress(at + ListenerDescriptor.LOCAL_ADDRESS_OFFSET, address);
    }
    put(GlobalAreaDescriptor.LISTENER_COUNT_OFFSET, ++listeners);
  }

  /** Publishes one more offer, for the address of a number, from 0 on. */
  public void addOffer(String first, int prefixLength, int address, boolean isHeld) {
    int at = GlobalAreaDescriptor.OFFERS_OFFSET + offers * OfferDescriptor.BYTES;
    putAddress(at + OfferDescriptor.FIRST_ADDRESS_OFFSET, first);
    put(at + OfferDescriptor.PREFIX_LENGTH_OFFSET, prefixLength);
    put(at + OfferDescriptor.ADDRESS_OFFSET, address);
    put(at + OfferDescriptor.FLAGS_OFFSET, isHeld ? OfferDescriptor.IS_HELD : 0);
    put(GlobalAreaDescriptor.OFFER_COUNT_OFFSET, ++offers);
  }

  private void putAddress(int offset, String address) {
    long[] words = words(address);
    SharedMemory.putLong(info.globalPosition() + offset, words[0]);
    SharedMemory.putLong(info.globalPosition() + offset + 8, words[1]);
  }

  private static long[] words(String address) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(InetAddress.getByName(address).getAddress());
      return bytes.capacity() == 4
          ? new long[] {0, FlowKey.mapped(bytes.getInt())}
          : new long[] {bytes.getLong(), bytes.getLong()};
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Counts something of the search for owners. */
  public void count(SearchCounter counter, int times) {
    long block = info.globalPosition() + GlobalAreaDescriptor.COUNTERS_OFFSET;
    new Counters(block).add(counter, times);
  }

  /** Flows that are recorded from now on began so long ago; their packets come now. */
  public void setAge(Duration age) {
    ageNanos = age.toNanos();
  }

  /** Records a flow to port 80 or 53 with two packets of 60 and 1,000 bytes. */
  public void addFlow(int protocol, String local, String foreign, int foreignPort, int owner) {
    addFlow(protocol, local, foreign, foreignPort, owner, 7);
  }

  /** The same of an owner of another generation. */
  public void addFlow(
      int protocol, String local, String foreign, int foreignPort, int owner, long generation) {
    long[] ours = words(local);
    long[] theirs = words(foreign);
    FlowKey key =
        new FlowKey()
            .setProtocol(protocol)
            .setPorts(protocol == FlowKey.UDP ? 53 : 80, foreignPort)
            .setLocal(ours[0], ours[1])
            .setForeign(theirs[0], theirs[1]);
    table.setTime(System.nanoTime() - ageNanos);
    int entry = table.record(key, owner, generation, DecidingStep.LISTENER, FlowKey.SYN);
    table.setTime(System.nanoTime());
    table.count(entry, FlowKey.SYN, 60);
    table.count(entry, FlowKey.ACK, 1_000);
  }

  @Override
  public void close() throws SystemException {
    section.close();
  }
}
