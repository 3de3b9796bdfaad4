package dev.smtap.node;

/**
 * How often both threads of an adapter had begun their loops at one moment. Taken by the control
 * thread, looked at by any.
 *
 * @param adapter the adapter
 * @param transmitter passes of its transmitter
 * @param receiver passes of its receiver
 */
record Passes(RunningAdapter adapter, long transmitter, long receiver) {
  static Passes of(RunningAdapter adapter) {
    return new Passes(adapter, adapter.transmitter().passes(), adapter.receiver().passes());
  }

  private boolean transmitterWentOn() {
    return adapter.isClosed() || adapter.transmitter().passes() > transmitter;
  }

  private boolean receiverWentOn() {
    return adapter.isClosed() || adapter.receiver().passes() > receiver;
  }

  /** Whether both have begun once more since, or need not any more. */
  boolean bothWentOn() {
    return transmitterWentOn() && receiverWentOn();
  }

  /** The thread that has not, in words; empty if both have. */
  String standing() {
    if (bothWentOn()) {
      return "";
    }
    return (transmitterWentOn() ? "the receiver" : "the transmitter") + " of " + adapter.name();
  }
}
