package dev.smtap.local;

/** Sends commands to other nodes. Transmitter's thread, but for {@link #wakeUp}. */
public interface CommandSender {
  /**
   * Casts a command to all nodes of the network.
   *
   * @param record position of the record in memory of this process; the SM header is filled in
   *     here, code, argument and the rest stand behind it
   * @param bytes all of it
   */
  void castCommand(long record, int bytes);

  /** Sends a command of code and argument to one node; a full ring drops it. */
  void sendCommand(int nodeId, long code, long argument);

  /** Lets the transmitter call {@link Steering#service} soon. Any thread. */
  void wakeUp();
}
