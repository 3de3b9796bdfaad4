package dev.smtap.node;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.local.Adapter;
import dev.smtap.local.Peer;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets each kernel send only what every member of its network receives: TUNSETOFFLOAD limits the
 * own kernel's sending, not its receiving, so the senders have to restrict themselves. Control
 * thread only.
 */
final class OffloadFollower {
  private static final Logger LOG = LoggerFactory.getLogger(OffloadFollower.class);

  private final PeerDirectory peers;
  private final Map<Adapter, Offloads> inUse = new HashMap<>();
  private final Failures<Adapter> failures;

  OffloadFollower(PeerDirectory peers) {
    this(peers, LOG::warn);
  }

  /** With somebody else to tell of what fails, for tests. */
  OffloadFollower(PeerDirectory peers, Consumer<String> teller) {
    this.peers = peers;
    this.failures = new Failures<>(teller);
  }

  /** Sets what an adapter's kernel may send, if it changed. */
  void follow(Adapter adapter) {
    Offloads common = new Offloads(adapter.entry().offloads());
    for (Peer peer : peers.peers()) {
      common = common.intersect(receivedBy(peer, adapter.info(), common));
    }
    Offloads before = inUse.get(adapter);
    if (before != null && before.bits() == common.bits()) {
      return;
    }
    try {
      adapter.port().setOffloads(common);
      inUse.put(adapter, common);
      failures.worked(adapter);
    } catch (SystemException e) {
      failures.failed(adapter, e);
    }
  }

  private static Offloads receivedBy(Peer peer, AdapterInfo own, Offloads otherwise) {
    if (peer.isLost()) {
      return otherwise;
    }
    for (AdapterInfo each : peer.view().adapters()) {
      if (each.network() == own.network()) {
        return new Offloads(peer.view().entry(each).offloads());
      }
    }
    return otherwise;
  }
}
