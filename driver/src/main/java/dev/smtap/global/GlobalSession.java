package dev.smtap.global;

import dev.smtap.local.Adapter;
import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RoutingListener;
import dev.smtap.netlink.RoutingMonitor;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.netlink.SocketInfo;
import dev.smtap.netlink.SocketQuestion;
import dev.smtap.posix.EventFd;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One GLOBAL interface in one namespace, for as long as it is: packets are intercepted, addresses
 * and sockets followed and published. Control thread only.
 */
final class GlobalSession implements RoutingListener {
  private static final Logger LOG = LoggerFactory.getLogger(GlobalSession.class);

  private final Owner owner;
  private final int ifindex;
  private final Interception interception;
  private final RoutingSocket routing;
  private final OutsideSession outside;
  private final RoutingMonitor monitor;
  private final SocketFollower sockets;
  private final EventFd found;
  private final OwnSockets ownSockets;
  private final OwnerSearch search;
  private final DirectoryReader published;
  private Surroundings surroundings;
  private List<SocketInfo> walked = List.of();
  private final Warnings warnings = new Warnings();
  private boolean addressesChanged = true;
  private final RepairDue repair = new RepairDue(System.nanoTime());
  private boolean offersMayDiffer;
  private boolean isUp;
  private boolean isHandedOver;

  /**
   * What the session works for and with.
   *
   * @param adapter the adapter
   * @param steering the transmitter's part
   * @param directory what this node publishes
   * @param table the connection table
   * @param shares which ports are whose
   * @param ports whether this node's outgoing connections take theirs
   * @param watch where to wait for events
   */
  record Owner(
      Adapter adapter,
      GlobalSteering steering,
      DirectoryWriter directory,
      ConnectionTable table,
      PortShares shares,
      PortSharing ports,
      DescriptorWatch watch) {}

  private GlobalSession(Owner owner, int ifindex, Opened opened) {
    this.owner = owner;
    this.ifindex = ifindex;
    this.interception = opened.interception;
    this.routing = interception.kernel().routing();
    this.outside =
        new OutsideSession(
            owner.adapter, owner.directory, new OfferFinder(interception.kernel()), opened.voice);
    this.monitor = opened.monitor;
    this.sockets = opened.sockets;
    this.found = opened.found;
    this.published = new DirectoryReader(owner.adapter.info().globalPosition());
    this.ownSockets = new OwnSockets(opened.question, published, ifindex, opened.found);
    GlobalSteering steering = owner.steering;
    this.search =
        new OwnerSearch(
            steering.members(),
            ownSockets,
            owner.table,
            steering.waiting().questions(),
            steering.counters(),
            owner.shares);
    this.surroundings = new Surroundings(List.of(), ifindex, OwnInterfaces.NONE);
  }

  private record Opened(
      Interception interception,
      OutsideVoice voice,
      RoutingMonitor monitor,
      SocketFollower sockets,
      SocketQuestion question,
      EventFd found) {}

  /**
   * Begins; nothing is left behind when that fails.
   *
   * @param namespace the interface's, which stays open as long as the session
   */
  static GlobalSession open(Owner owner, Namespace namespace, int ifindex) throws SystemException {
    Openings openings = new Openings();
    try {
      SocketQuestion question =
          openings.add(namespace.run(SocketQuestion::open), SocketQuestion::close);
      EventFd found = openings.add(EventFd.open(), EventFd::close);
      SocketFollower sockets = openings.add(SocketFollower.open(namespace), SocketFollower::close);
      RoutingMonitor monitor =
          openings.add(namespace.run(RoutingMonitor::open), RoutingMonitor::close);
      int network = owner.adapter.info().network();
      int nodeId = owner.adapter.section().nodeId();
      GlobalInterface bare =
          new GlobalInterface(ifindex, GlobalSteering.neighbourMac(network))
              .withPorts(owner.shares.wanted(owner.ports, nodeId, namespace).orElse(null));
      Interception interception =
          openings.add(
              Interception.open(
                  namespace,
                  Interception.DEFAULT_DIRECTORY,
                  bare,
                  SharedState.SHORT_PATIENCE_NANOS),
              GlobalSession::stop);
      OutsideVoice voice =
          openings.add(OutsideVoice.open(interception.kernel(), owner.watch), OutsideVoice::close);
      GlobalSession session =
          new GlobalSession(
              owner, ifindex, new Opened(interception, voice, monitor, sockets, question, found));
      owner.watch.add(monitor.fd(), session::drainRouting);
      owner.watch.add(sockets.fd(), session::drainSockets);
      owner.watch.add(found.fd(), session::foundUnpublished);
      return session;
    } catch (SystemException | RuntimeException e) {
      openings.closeAll();
      throw e;
    }
  }

  private static void stop(Interception interception) {
    try {
      interception.close();
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** Follows the interface and everything around it. */
  void update(LinkState link, OwnInterfaces own) throws SystemException {
    if (isUp != link.isUp()) {
      repair.expect();
    }
    isUp = link.isUp();
    addressesChanged |= !own.isSame(surroundings.own());
    if (!isUp) {
      // Whatever fails below: nobody is to send packets here.
      owner.directory.setGlobal(false);
    }
    try {
      followIfChanged(own);
      owner.directory.setGlobal(isUp);
    } finally {
      repairIfNeeded();
      offer();
      warnings.tell(interception.warnings());
    }
  }

  private void followIfChanged(OwnInterfaces own) throws SystemException {
    if (addressesChanged) {
      followAddresses(own);
      // Not before: what was refused is tried again.
      addressesChanged = false;
    }
  }

  /** Behind what intercepts: only addresses that are intercepted may be answered for. */
  private void offer() throws SystemException {
    Set<InetAddress> intercepted = isUp ? interception.wanted().addresses() : Set.of();
    outside.update(intercepted, surroundings.own().all(), offersMayDiffer);
    // Not before: what was refused is tried again.
    offersMayDiffer = false;
  }

  private void repairIfNeeded() throws SystemException {
    if (repair.isNeeded()) {
      interception.repair();
      // Not before: what was refused is tried again.
      repair.done();
    }
  }

  private void followAddresses(OwnInterfaces own) throws SystemException {
    surroundings = new Surroundings(routing.addresses(0), ifindex, own);
    warnings.tellLeftOut(surroundings);
    // Whoever sees a packet for a new address must know whom to ask: publish, steer, intercept.
    owner.directory.setAddresses(surroundings.global());
    owner.directory.setListeners(walked, ifindex);
    engage();
    interception.update(
        interception
            .wanted()
            .withAddresses(surroundings.global())
            .withLocal(surroundings.sources(), own.locals())
            .withOutside(surroundings.outside()));
    owner.directory.setHasPorts(interception.wanted().ports() != null);
  }

  private void engage() {
    Engagement next =
        new Engagement(
            new GlobalAddresses(surroundings.global()),
            surroundings.ofNode(),
            surroundings.partition(),
            ownSockets,
            owner.table,
            search);
    owner.steering.ask(() -> owner.steering.engage(next));
  }

  private void drainRouting() {
    try {
      monitor.drain(this);
      followIfChanged(surroundings.own());
      repairIfNeeded();
      if (offersMayDiffer) {
        offer();
      }
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  @Override
  public void rulesChanged(IpFamily family) {
    repair.expect();
  }

  @Override
  public void addressesChanged(int changed) {
    addressesChanged = true;
    offersMayDiffer = true;
  }

  @Override
  public void linksChanged() {
    offersMayDiffer = true;
  }

  /** Also told of what a repair sets itself: the next one finds nothing to do, and ends that. */
  @Override
  public void settingsChanged() {
    offersMayDiffer = true;
    repair.expect();
  }

  @Override
  public void changesLost() {
    addressesChanged = true;
    offersMayDiffer = true;
    repair.expect();
  }

  /** While ended sockets are collected, each further one would only wake the thread. */
  private void drainSockets() {
    try {
      sockets.drain();
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
    owner.watch.setPaused(sockets.fd(), sockets.isCollecting());
  }

  private void foundUnpublished() {
    var _ = found.drain();
    sockets.foundUnpublished();
  }

  /** The next {@link #update} looks at rules and settings, whatever the kernel has told. */
  void expectRepair() {
    repair.expect();
  }

  /** Whether {@link #update} has something to do though the link has not changed. */
  boolean isUpdateDue(long nowNanos) {
    return addressesChanged
        || repair.isNeeded()
        || offersMayDiffer
        || outside.isUpdateDue(nowNanos);
  }

  /** Whether it answers outside, or would if another node hung. */
  boolean isOutside() {
    return !outside.offersNothing();
  }

  /** At each tick: see {@link SocketFollower#tick}. */
  void expectWalk(long nowNanos) {
    sockets.tick(nowNanos);
  }

  /** Other nodes may offer something else outside, or none of it any more. */
  void peersChanged() {
    try {
      outside.elect();
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** Does what is due. */
  void look(long nowNanos) {
    outside.look(nowNanos);
    if (sockets.isTellingDue(nowNanos)) {
      drainSockets();
    }
    try {
      if (repair.settles(nowNanos)) {
        repairIfNeeded();
      }
      if (sockets.isWalkDue(nowNanos)) {
        walked = sockets.walk();
        owner.directory.setListeners(walked, ifindex);
      }
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
    tellOfEnded(nowNanos);
  }

  private void tellOfEnded(long nowNanos) {
    if (!sockets.isTellingDue(nowNanos)) {
      return;
    }
    List<FlowKey> ended = sockets.takeEnded(nowNanos, surroundings.global(), published);
    owner.watch.setPaused(sockets.fd(), false);
    if (!ended.isEmpty()) {
      owner.steering.ask(() -> owner.steering.forgetOwn(ended));
    }
  }

  /** When {@link #look} has something to do, or {@code otherwise} if that is earlier. */
  long dueNanos(long otherwise) {
    return repair.dueNanos(outside.dueNanos(sockets.dueNanos(otherwise)));
  }

  /** The interface lives on, and another driver takes it over: packets for it wait meanwhile. */
  void setHandedOver() {
    isHandedOver = true;
  }

  /**
   * Ends: first nobody sends packets here any more, from inside and then from outside; then none is
   * brought to the driver. One that is handed over goes on to say that it has its sockets.
   */
  void close() {
    if (!isHandedOver) {
      owner.directory.setGlobal(false);
      owner.directory.setHasPorts(false);
    }
    outside.close();
    if (!isHandedOver) {
      owner.directory.setAddresses(List.of());
      owner.directory.setListeners(List.of(), ifindex);
    }
    owner.watch.remove(monitor.fd());
    owner.watch.remove(sockets.fd());
    owner.watch.remove(found.fd());
    if (isHandedOver) {
      interception.handOver();
      // Frames that are read until the transmitter ends go where they belong.
    } else {
      stop(interception);
      owner.steering.ask(() -> {
        owner.steering.engage(null);
        ownSockets.close();
      });
    }
    monitor.close();
    sockets.close();
  }
}
