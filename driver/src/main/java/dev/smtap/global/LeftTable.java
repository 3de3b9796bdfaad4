package dev.smtap.global;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.NodeView;
import dev.smtap.posix.SystemException;
import java.util.Optional;

/**
 * The connection table that a node has left. Opened by the control thread, then the transmitter's.
 *
 * @param view a view of the section of its own, closed with it
 * @param reader reads it
 * @param untilNanos when what stands in it is too old, CLOCK_MONOTONIC
 */
record LeftTable(NodeView view, ConnectionReader reader, long untilNanos) {
  /**
   * Opens it, if there is one that has flows.
   *
   * @param left the section of a node that is gone
   * @param own this node's adapter on the network
   */
  static Optional<LeftTable> open(NodeView left, AdapterInfo own, long untilNanos)
      throws SystemException {
    NodeView view = left.again();
    Optional<LeftTable> opened = Optional.empty();
    try {
      opened = reader(view, own).map(reader -> new LeftTable(view, reader, untilNanos));
    } finally {
      if (opened.isEmpty()) {
        view.close();
      }
    }
    return opened;
  }

  private static Optional<ConnectionReader> reader(NodeView view, AdapterInfo own)
      throws SystemException {
    AdapterInfo adapter = view.adapterOnNetworkOf(own);
    return adapter == null
        ? Optional.empty()
        : PublishedArea.openTable(view, adapter)
            .filter(reader -> reader.counter(ConnectionTableDescriptor.FLOWS_OFFSET) > 0);
  }

  int nodeId() {
    return view.nodeId();
  }
}
