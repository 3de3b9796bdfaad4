package dev.smtap.global;

import dev.smtap.wire.FlowKey;

/**
 * How far a flow is, as far as the packets towards the global address show; it decides how long the
 * flow is kept and whether it may give way. Two bits more are free in an entry. Any thread.
 */
public enum FlowState {
  /** No flow. */
  NONE,
  /** TCP: nothing but SYNs so far. */
  OPENING,
  /** TCP: the foreign end answered. */
  ESTABLISHED,
  /**
   * TCP: a FIN or RST was seen. One that was forged does little: the flow is found while segments
   * come, and when it was forgotten its node is found again by asking.
   */
  CLOSING,
  /** Not TCP: one packet so far. */
  FIRST_DATAGRAM,
  /** Not TCP: several packets. */
  DATAGRAMS;

  private static final FlowState[] ALL = values();

  /** Its number in an entry. */
  int code() {
    return ordinal();
  }

  /** The state with a number; {@link #NONE} for numbers without one. */
  static FlowState of(int code) {
    return code < ALL.length ? ALL[code] : NONE;
  }

  /** The state of a flow whose first packet this is. */
  static FlowState first(int protocol, int tcpFlags) {
    return protocol == FlowKey.TCP ? NONE.next(tcpFlags) : FIRST_DATAGRAM;
  }

  /**
   * The state after a packet. A SYN opens a closing flow again (its ports were used again), but
   * takes nothing from an established one: it may be forged.
   */
  FlowState next(int tcpFlags) {
    if (this == FIRST_DATAGRAM || this == DATAGRAMS) {
      return DATAGRAMS;
    }
    if ((tcpFlags & (FlowKey.FIN | FlowKey.RST)) != 0) {
      return CLOSING;
    }
    if ((tcpFlags & FlowKey.SYN) != 0) {
      return this == ESTABLISHED ? ESTABLISHED : OPENING;
    }
    return this == CLOSING ? CLOSING : ESTABLISHED;
  }
}
