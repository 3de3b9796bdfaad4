package dev.smtap.wire;

/**
 * Commands: what drivers say to each other in frames whose SM header has the command bit. Taken
 * from rings only; they never reach a TAP, and a frame from a TAP never becomes one. The packet
 * type is that of local experiments (IEEE 802, 0x88B5); the first 64-bit word behind the SM header,
 * little-endian, is the command's code and the second its argument.
 */
public final class Command {
  /** Packet type of a command's SM header. */
  public static final int PACKET_TYPE = 0x88b5;

  /** Bytes behind the SM header: code and argument. */
  public static final int BYTES = 16;

  /**
   * "I am here": argument is the sender's generation. Cast at start, and sent to each node that
   * turns up.
   */
  public static final long HELLO = 1;

  /**
   * "Who has the socket of this flow?" Cast; argument is a number of the asker's, the flow stands
   * behind it (global.CommandDescriptor).
   */
  public static final long QUESTION = 2;

  /** The answer to a question, to who asked: argument is its number and a verdict. */
  public static final long ANSWER = 3;

  /** "These sockets are gone." Cast; argument is how many flows stand behind it. */
  public static final long ENDED = 4;

  private Command() {}
}
