package dev.smtap.local;

/** What the threads of an adapter ask of the node's control thread. Never blocks; any thread. */
public interface NodeRequests {
  /**
   * Somebody with this ID was heard of who is not connected (in this generation): look whether it
   * is there.
   *
   * @return whether that is going to be found out; false when it was lately, and nobody was there
   */
  boolean unknownNode(int nodeId);

  /** The interface is gone: deleted, or its device failed. */
  void interfaceGone(Adapter adapter, String why);

  /** A thread that slept has a frame from or for one node: the control thread may be at rest. */
  void busyAgain();

  /** A page of some section is gone: find out whose. */
  void sectionLost(Adapter adapter);
}
