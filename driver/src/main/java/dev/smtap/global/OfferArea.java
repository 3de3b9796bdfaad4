package dev.smtap.global;

import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESSES_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESS_BYTES;
import static dev.smtap.facility.GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.MOST_ADDRESSES;
import static dev.smtap.facility.GlobalAreaDescriptor.MOST_OFFERS;
import static dev.smtap.facility.GlobalAreaDescriptor.OFFERS_OFFSET;
import static dev.smtap.facility.GlobalAreaDescriptor.OFFER_COUNT_OFFSET;

import dev.smtap.facility.OfferDescriptor;
import dev.smtap.memory.SharedMemory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offers in what a node publishes about a global network ({@link
 * dev.smtap.facility.GlobalAreaDescriptor}). Whoever calls this takes care of the sequence.
 *
 * @param position position of the area
 */
record OfferArea(long position) {
  /**
   * Writes offers; those beyond the room, or for an address that is not published, are left out.
   *
   * @param addresses the addresses as they are published
   */
  void write(List<InetAddress> addresses, Collection<PublishedOffer> offers) {
    int count = 0;
    for (PublishedOffer each : offers) {
      int number = addresses.indexOf(each.what().address());
      if (number >= 0 && count < MOST_OFFERS) {
        write(at(count), number, each);
        count++;
      }
    }
    SharedMemory.putIntRelease(position + OFFER_COUNT_OFFSET, count);
  }

  private static void write(long at, int number, PublishedOffer offer) {
    Segment segment = offer.what().segment();
    long first = at + OfferDescriptor.FIRST_ADDRESS_OFFSET;
    SharedMemory.putLongOpaque(first, GlobalAddresses.high(segment.first()));
    SharedMemory.putLongOpaque(first + Long.BYTES, GlobalAddresses.low(segment.first()));
    SharedMemory.putIntRelease(at + OfferDescriptor.PREFIX_LENGTH_OFFSET, segment.prefixLength());
    SharedMemory.putIntRelease(at + OfferDescriptor.ADDRESS_OFFSET, number);
    int flags = offer.isHeld() ? OfferDescriptor.IS_HELD : 0;
    SharedMemory.putIntRelease(at + OfferDescriptor.FLAGS_OFFSET, flags);
  }

  /** Reads those that make sense. */
  List<PublishedOffer> read() {
    int addresses = count(ADDRESS_COUNT_OFFSET, MOST_ADDRESSES);
    int count = count(OFFER_COUNT_OFFSET, MOST_OFFERS);
    List<PublishedOffer> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      @Nullable PublishedOffer offer = read(at(i), addresses);
      if (offer != null) {
        found.add(offer);
      }
    }
    return found;
  }

  private int count(int offset, int most) {
    return Math.clamp(SharedMemory.getIntOpaque(position + offset), 0, most);
  }

  private long at(int index) {
    return position + OFFERS_OFFSET + (long) index * OfferDescriptor.BYTES;
  }

  private @Nullable PublishedOffer read(long at, int addresses) {
    int number = SharedMemory.getIntOpaque(at + OfferDescriptor.ADDRESS_OFFSET);
    int bits = SharedMemory.getIntOpaque(at + OfferDescriptor.PREFIX_LENGTH_OFFSET);
    int flags = SharedMemory.getIntOpaque(at + OfferDescriptor.FLAGS_OFFSET);
    InetAddress first = address(at + OfferDescriptor.FIRST_ADDRESS_OFFSET);
    int mostBits = Byte.SIZE * first.getAddress().length;
    if (number < 0 || number >= addresses || bits < 0 || bits > mostBits) {
      return null;
    }
    InetAddress address = address(position + ADDRESSES_OFFSET + (long) number * ADDRESS_BYTES);
    Segment segment = Segment.of(first, bits);
    boolean makesSense = segment.first().equals(first) && segment.contains(address);
    return makesSense
        ? new PublishedOffer(
            new SegmentAddress(address, segment), (flags & OfferDescriptor.IS_HELD) != 0)
        : null;
  }

  private static InetAddress address(long at) {
    return SocketFlows.address(
        SharedMemory.getLongOpaque(at), SharedMemory.getLongOpaque(at + Long.BYTES));
  }
}
