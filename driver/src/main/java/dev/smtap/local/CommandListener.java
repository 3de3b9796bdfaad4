package dev.smtap.local;

/** Told of commands that come from rings. The receiver's thread; never blocks. */
public interface CommandListener {
  /**
   * A command came, by a pair ring or a cast ring. On a cast ring the sender's name cannot be
   * proved.
   *
   * @param nodeId who sent it
   * @param generation the sender's, as the ring has it
   * @param position where the code stands; behind it the argument, and what belongs to it. A peer
   *     may change it: copy once, then check
   * @param bytes from there to the end, at least {@link dev.smtap.wire.Command#BYTES}
   */
  void command(int nodeId, long generation, long position, int bytes);
}
