package dev.smtap.cli.status;

/**
 * The two pair rings between an adapter and one peer at one moment, as the adapter's node sees
 * them.
 *
 * @param peer the peer's node ID
 * @param peerGeneration which start of the peer: for a moment after a restart there are two rings
 * @param state {@code up}, {@code hung} or {@code down}
 * @param sent what the adapter put into the ring to the peer
 * @param received what it took from the peer's ring
 * @param inFlight frames in the ring to the peer that it has not read yet
 */
public record RingStatus(
    int peer, long peerGeneration, String state, Tally sent, Tally received, long inFlight) {

  /** True when these are the rings of this very start of a node. */
  boolean isWith(NodeStatus node) {
    return peer == node.id() && peerGeneration == node.generation();
  }
}
