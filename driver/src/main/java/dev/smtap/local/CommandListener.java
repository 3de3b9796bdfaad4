package dev.smtap.local;

/** Told of commands that come from rings. The receiver's thread; never blocks. */
public interface CommandListener {
  /**
   * A command came by a pair ring, so it is from the node that it names.
   *
   * @param nodeId who sent it
   * @param position where the code stands; behind it the argument, and what belongs to it. The peer
   *     may change it: copy once, then check
   * @param bytes from there to the end, at least {@link dev.smtap.wire.Command#BYTES}
   */
  void command(int nodeId, long position, int bytes);

  /**
   * A command came by a cast ring, where the sender's name cannot be proved.
   *
   * @param nodeId who says to have sent it
   * @param generation the sender's, as the ring has it
   * @param position where the code stands; behind it the argument, and what belongs to it
   * @param bytes from there to the end, at least {@link dev.smtap.wire.Command#BYTES}
   */
  void castCommand(int nodeId, long generation, long position, int bytes);
}
