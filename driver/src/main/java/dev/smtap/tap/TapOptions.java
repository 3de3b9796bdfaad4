package dev.smtap.tap;

/**
 * How a TAP device is to be.
 *
 * @param mac its MAC address, 48 bits, first byte highest; individual and not zero
 * @param mtu bytes, {@link #MINIMUM_MTU} to {@link #MAXIMUM_MTU}
 * @param txQueueLength frames that the kernel keeps for us before it drops, at least {@link
 *     #MINIMUM_TX_QUEUE}
 * @param offloads what is wanted; what the kernel refuses is left out
 */
public record TapOptions(long mac, int mtu, int txQueueLength, Offloads offloads) {
  /** The least that the patent allows. */
  public static final int MINIMUM_MTU = 1_490;

  /** The most that a TAP takes: 65,535 less an Ethernet header. */
  public static final int MAXIMUM_MTU = 65_521;

  /** A burst of one large TCP window must fit, because the kernel drops the rest in silence. */
  public static final int MINIMUM_TX_QUEUE = 4_096;

  public TapOptions {
    txQueueLength = Math.max(txQueueLength, MINIMUM_TX_QUEUE);
  }
}
