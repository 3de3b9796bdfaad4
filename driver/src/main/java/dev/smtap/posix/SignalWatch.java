package dev.smtap.posix;

/**
 * A signal that is waited for instead of what the process does about it otherwise, for as long as
 * the process lives. One thread waits.
 */
public final class SignalWatch {
  /** The terminal is gone; for a service: read the configuration again. */
  public static final int SIGHUP = 1;

  /** Free for programs; for a service: end, and be started again at once. */
  public static final int SIGUSR1 = 10;

  private final EventFd event;
  private final NativeBuffer poll = NativeBuffer.allocate(Poll.SIZE);

  private SignalWatch(EventFd event) {
    this.event = event;
    poll.bytes().putInt(Poll.FD_OFFSET, event.fd()).putShort(Poll.EVENTS_OFFSET, Poll.POLLIN);
  }

  /** Watches a signal from now on. Never closed, because the signal may come at any time. */
  public static SignalWatch of(int signal) throws SystemException {
    EventFd event = EventFd.open();
    int result = ControlCalls.signalTo(signal, event.fd());
    if (result < 0) {
      event.close();
    }
    FileHandle.check(result, "watch", "signal " + signal, "");
    return new SignalWatch(event);
  }

  /** Waits until the signal has come since the last time, once or several times. */
  public void await() {
    do {
      DataCalls.poll(poll.position(), 1, -1);
    } while (!event.drain());
  }
}
