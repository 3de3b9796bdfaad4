package dev.smtap.cli.capture;

import dev.smtap.cli.control.NodeCaller;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.CaptureView;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeView;
import dev.smtap.node.ControlRequest;
import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import dev.smtap.ring.CaptureDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One node that captures for us, as long as the connection to its control socket stands. One
 * thread.
 */
final class NodeCapture implements AutoCloseable {
  private final int nodeId;
  private final long generation;
  private final UnixSocket lease;
  private final CaptureView view;
  private final List<ThreadRing> rings = new ArrayList<>();

  private NodeCapture(NodeView node, UnixSocket lease, String interfaceName)
      throws SystemException {
    this.nodeId = node.nodeId();
    this.generation = node.generation();
    this.lease = lease;
    this.view = node.openCapture();
    for (AdapterInfo each : node.adapters()) {
      String name = node.entry(each).interfaceName();
      if (interfaceName.isEmpty() || name.equals(interfaceName)) {
        add(new AdapterName(nodeId, name, each.networkName()), each.index());
      }
    }
  }

  private void add(AdapterName adapter, int index) {
    for (boolean isReceiver : new boolean[] {false, true}) {
      int ring = CaptureDescriptor.ring(index, isReceiver);
      if (ring < view.rings()) {
        rings.add(new ThreadRing(adapter, view.reader(ring)));
      }
    }
  }

  /** Lets a node begin. */
  static NodeCapture begin(Facility facility, NodeCaller caller, int nodeId, CaptureOptions wanted)
      throws SystemException {
    Map<String, String> words = new LinkedHashMap<>();
    if (!wanted.interfaceName().isEmpty()) {
      words.put(ControlRequest.INTERFACE, wanted.interfaceName());
    }
    words.put(ControlRequest.SNAPLEN, String.valueOf(wanted.snapLength()));
    words.put(ControlRequest.BUFFER, String.valueOf(wanted.bufferBytes()));
    ControlRequest request = new ControlRequest(ControlRequest.CAPTURE, words);
    UnixSocket lease = caller.hold(nodeId, request, "capture from");
    try (NodeView view = NodeView.open(facility, nodeId)) {
      return new NodeCapture(view, lease, wanted.interfaceName());
    } catch (SystemException | RuntimeException e) {
      lease.close();
      throw e;
    } catch (InternalError e) {
      lease.close();
      throw SystemException.because(
          "capture from", "node " + nodeId, "its section was truncated", "start it again");
    }
  }

  int nodeId() {
    return nodeId;
  }

  long generation() {
    return generation;
  }

  List<ThreadRing> rings() {
    return rings;
  }

  /** Whether the node still captures for us. */
  boolean isRunning() {
    byte[] nothing = new byte[1];
    return lease.receiveNow(nothing) == -Errno.EAGAIN;
  }

  @Override
  public void close() throws SystemException {
    lease.close();
    view.close();
  }
}
