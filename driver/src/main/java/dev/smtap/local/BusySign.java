package dev.smtap.local;

/**
 * Tells the control thread, which may be at rest, of the first frame from or for one node behind
 * each sleep of a thread. One thread.
 */
final class BusySign {
  private final NodeRequests requests;
  private boolean hasSlept;

  BusySign(NodeRequests requests) {
    this.requests = requests;
  }

  /** The thread slept, as nothing was to be done. */
  void slept() {
    hasSlept = true;
  }

  /** The thread has a frame. */
  void frame() {
    if (hasSlept) {
      hasSlept = false;
      requests.busyAgain();
    }
  }
}
