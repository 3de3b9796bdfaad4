package dev.smtap.facility;

import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.LaneDescriptor;

/**
 * The head of a lane: whose it is. Written by the owner's control thread, the generation last; read
 * by the peer.
 *
 * @param position position of the lane
 */
public record LaneHead(long position) {
  /** The peer's generation, acquired; 0 while the lane is free. */
  public long generation() {
    return SharedMemory.getLongAcquire(position + LaneDescriptor.PEER_GENERATION_OFFSET);
  }

  /** The peer's ID. */
  public int peerId() {
    return SharedMemory.getInt(position + LaneDescriptor.PEER_ID_OFFSET);
  }

  /** The value that both counters of the lane start from. */
  public long start() {
    return SharedMemory.getLong(position + LaneDescriptor.START_OFFSET);
  }

  /**
   * Gives the lane to a peer. Its memory is reserved; no thread uses it.
   *
   * @param start what the write counter starts from
   * @param peerStart what the peer's write counter to us started from
   */
  public void assign(int peerId, long peerGeneration, long start, long peerStart) {
    SharedMemory.putLongRelease(position + LaneDescriptor.PEER_GENERATION_OFFSET, 0);
    SharedMemory.releaseFence();
    SharedMemory.putInt(position + LaneDescriptor.PEER_ID_OFFSET, peerId);
    SharedMemory.putLong(position + LaneDescriptor.START_OFFSET, start);
    SharedMemory.putLong(position + LaneDescriptor.WRITE_OFFSET, start);
    SharedMemory.putLong(position + LaneDescriptor.READ_OFFSET, peerStart);
    SharedMemory.putLongRelease(position + LaneDescriptor.PEER_GENERATION_OFFSET, peerGeneration);
  }

  /** Frees the lane. */
  public void free() {
    SharedMemory.putLongRelease(position + LaneDescriptor.PEER_GENERATION_OFFSET, 0);
  }

  /** The write counter as last published. */
  public long written() {
    return SharedMemory.getLongAcquire(position + LaneDescriptor.WRITE_OFFSET);
  }

  /** The read counter as last published. */
  public long read() {
    return SharedMemory.getLongAcquire(position + LaneDescriptor.READ_OFFSET);
  }

  /** What was sent to the peer. */
  public Counters sent() {
    return new Counters(position + LaneDescriptor.SENT_OFFSET);
  }

  /** What was received from the peer. */
  public Counters received() {
    return new Counters(position + LaneDescriptor.RECEIVED_OFFSET);
  }
}
