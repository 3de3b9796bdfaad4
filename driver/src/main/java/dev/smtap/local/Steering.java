package dev.smtap.local;

/**
 * Decides where frames from the TAP go when their addresses do not say it: what makes a network a
 * global one. The transmitter's thread only, but for what {@link CommandListener} has.
 */
public interface Steering extends CommandListener {
  /** What {@link #steer} returns for a frame that is not its concern: its addresses decide. */
  int PASS = 0;

  /** What {@link #steer} returns for a frame that it keeps for now, or has dropped and counted. */
  int TAKEN = -1;

  /** Called once, before anything else: how to speak to other nodes. */
  void attach(CommandSender commands);

  /**
   * Whether so much may have to be looked up in memory that is in no cache that frames are to be
   * read ahead, and told of by {@link #foresee}.
   */
  boolean looksAhead();

  /**
   * Frames will be steered next, in this order: has what will be looked up for them come from
   * memory.
   *
   * @param frames their positions
   * @param frameBytes their lengths
   * @param count how many, {@link FrameReader#MOST_AHEAD} at most
   */
  void foresee(long[] frames, int[] frameBytes, int count);

  /**
   * The node that gets a frame, this one included, with the frame's destination address changed to
   * that node's; or {@link #PASS} or {@link #TAKEN}.
   *
   * @param frame position of the frame, with the virtio-net header in front
   */
  int steer(long frame, int frameBytes);

  /**
   * Copies the next frame that it had kept, and can go now, with its virtio-net header.
   *
   * @param target position of a large slot's virtio-net header
   * @return bytes of the frame, 0 if there is none
   */
  int takeReady(long target);

  /** The node that gets the frame of the last {@link #takeReady}. */
  int readyNode();

  /** Does what other threads have asked for, and what is due. */
  void service();

  /** Milliseconds until something is due, -1 if nothing is. */
  int timeoutMillis();
}
