package dev.smtap.local;

import java.util.Arrays;

/**
 * Which multicast groups the kernel has joined on an adapter. Immutable; made by the control
 * thread, read by the receiver.
 *
 * @param all true when every group counts as joined (promiscuous, allmulti, or part of a bridge)
 * @param groups the groups' MAC addresses, sorted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out for writing
public record MulticastFilter(boolean all, long[] groups) {
  /** Takes every group: what holds until the kernel was asked. */
  public static final MulticastFilter ALL = new MulticastFilter(true, new long[0]);

  /** True when frames to this group are wanted. */
  public boolean takes(long group) {
    return all || Arrays.binarySearch(groups, group) >= 0;
  }

  /** True when both want the same. */
  public boolean isSame(MulticastFilter other) {
    return all == other.all && Arrays.equals(groups, other.groups);
  }
}
