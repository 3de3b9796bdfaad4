package dev.smtap.node;

import dev.smtap.facility.AdapterEntry;
import dev.smtap.facility.AdapterEntryDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Claim;
import dev.smtap.facility.CommonSection;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeState;
import dev.smtap.facility.OwnSection;
import dev.smtap.facility.StartLock;
import dev.smtap.global.GlobalAdapter;
import dev.smtap.global.GlobalSettings;
import dev.smtap.global.PortShares;
import dev.smtap.local.Adapter;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import dev.smtap.tap.FramePort;
import dev.smtap.tap.Offloads;
import dev.smtap.tap.TapDevice;
import dev.smtap.wire.NodeAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a node consists of, put together in the order in which each needs the one before.
 * Control thread only.
 */
final class NodeParts {
  private static final Logger LOG = LoggerFactory.getLogger(NodeParts.class);

  private final NodeConfig config;
  private final Facility facility;
  private final Mailbox mailbox;
  private final CloseStack closing;
  private final PollSet polls;
  private final FacilityWatch watch;
  private final CommonSection common;
  private final OwnSection own;
  private final List<RunningAdapter> adapters = new ArrayList<>();
  private final Set<Adapter> toldCastLost = new HashSet<>();
  private final PeerDirectory peers;
  private final GlobalFollower globals;
  private final Links links;
  private final OffloadFollower offloads;
  private final CaptureFollower captures;
  private final ControlServer control;

  private NodeParts(
      NodeConfig config,
      PortOpener ports,
      Mailbox mailbox,
      CloseStack closing,
      UnixSocket controlSocket)
      throws SystemException {
    this.config = config;
    this.mailbox = mailbox;
    this.closing = closing;
    this.facility = config.facility();
    this.polls = new PollSet();
    closing.push(polls::close);
    facility.create();
    try (StartLock _ = StartLock.take(facility)) {
      this.watch = new FacilityWatch(facility);
      closing.push(watch::close);
      this.common =
          CommonSection.openOrCreate(facility, config.commonPlan(), !NodeState.anyAlive(facility));
      closing.push(common::close);
      this.own =
          OwnSection.create(
              Claim.of(facility, config.nodeId()), config.sectionPlan(common::claimNetwork));
      closing.push(own::close);
      PortShares shares = new PortShares(common.nodes());
      checkPorts(shares);
      this.globals = new GlobalFollower(polls, shares);
      this.peers =
          new PeerDirectory(
              facility, own, config.limits().counterStart(), adapters, globals::nodeGone);
      closing.push(peers::close);
      NamespaceEnds ends = new NamespaceEnds(polls, watch);
      this.links = new Links(polls, globals, ends, ports::openMonitor, this::interfaceGone);
      closing.push(links::close);
      this.offloads = new OffloadFollower(peers);
      openAdapters(ports);
      closing.push(globals::close);
      peers.noticeFormerSelf();
      own.publish();
      this.captures = new CaptureFollower(own.capture(), adapters);
      this.control =
          new ControlServer(controlSocket, polls, new ControlCommands(globals, captures));
      closing.push(control::close);
      config
          .control()
          .map(directory -> new ControlFiles(directory, config.partition()))
          .ifPresent(files -> control.listen(files, own.nodeId()));
    }
  }

  /** Makes the parts; what is made is pushed on {@code closing} at once. */
  static NodeParts assemble(
      NodeConfig config, PortOpener ports, Mailbox mailbox, CloseStack closing)
      throws SystemException {
    UnixSocket controlSocket = UnixSocket.open();
    closing.push(controlSocket::close);
    if (!config.namespace().isEmpty()) {
      try (Namespace namespace = Namespace.parse(config.namespace())) {
        namespace.enter();
      }
    }
    return new NodeParts(config, ports, mailbox, closing, controlSocket);
  }

  /** Now, rather than when the interface is GLOBAL: whoever starts the node is told. */
  private void checkPorts(PortShares shares) throws SystemException {
    try (Namespace place = Namespace.current()) {
      for (AdapterConfig each : config.adapters()) {
        shares.check(each.global().ports(), own.nodeId(), place);
      }
    }
  }

  private void openAdapters(PortOpener ports) throws SystemException {
    for (AdapterInfo info : own.adapters()) {
      AdapterConfig wanted = config.adapters().get(info.index());
      long mac = NodeAddress.of(info.network(), own.nodeId());
      FramePort port = ports.open(wanted, mac);
      closing.push(port::close);
      Adapter adapter =
          new Adapter(
              own,
              info,
              port,
              common.area(info.network()),
              common.fd(),
              peers,
              mailbox,
              config.settings());
      RunningAdapter running =
          new RunningAdapter(
              adapter, wanted.interfaceName(), globals.steeringOf(adapter, wanted.global()));
      closing.push(running::close);
      describe(adapter, wanted, mac);
      adapters.add(running);
    }
  }

  /** What the kernel takes of what is wanted. */
  private static Offloads received(FramePort port, Offloads wanted) {
    return port instanceof TapDevice tap ? wanted.intersect(tap.offloads()) : wanted;
  }

  private void describe(Adapter adapter, AdapterConfig wanted, long mac) {
    AdapterEntry entry = adapter.entry();
    adapter.setMtu(wanted.mtu());
    entry.setMac(mac);
    entry.setOffloads(received(adapter.port(), wanted.offloads()).bits());
    entry.setOffloadsWanted(wanted.offloads().bits());
    entry.setSpinMicros(spinMicros());
    entry.setInterfaceName(wanted.interfaceName());
    entry.setNamespace(config.namespace());
    entry.setState(AdapterEntryDescriptor.STATE_PRESENT);
  }

  private int spinMicros() {
    return config.settings().busyPoll()
        ? AdapterEntryDescriptor.BUSY_POLL
        : (int) TimeUnit.NANOSECONDS.toMicros(config.settings().spinNanos());
  }

  /** Starts the threads, follows the interfaces, connects whoever is there, and says hello. */
  void begin() throws SystemException {
    // First of all: frames that wait in a TAP which lived on are for nodes that are there.
    peers.connectAll();
    followOffloads();
    for (RunningAdapter running : adapters) {
      links.follow(running, config.namespace());
      running.start();
    }
    for (RunningAdapter running : adapters) {
      running.transmitter().greetAll();
      running.adapter().port().setCarrier(true);
    }
  }

  /** Lets this node's kernels send what all members of their network receive. */
  void followOffloads() {
    for (RunningAdapter running : adapters) {
      if (!running.isClosed()) {
        offloads.follow(running.adapter());
      }
    }
  }

  /** An interface is gone: its network ends with one log line, the others go on. */
  void interfaceGone(Adapter adapter, String why) {
    for (RunningAdapter running : adapters) {
      if (running.adapter() == adapter && !running.isClosed()) {
        LOG.warn(
            "interface {} is gone ({}): this node leaves network {}",
            adapter.entry().interfaceName(),
            why,
            adapter.info().networkName());
        links.forget(running);
        try {
          running.close();
        } catch (SystemException e) {
          LOG.warn("{}", e.getMessage());
        }
      }
    }
  }

  /** Finds out which section lost pages. */
  void checkSections() throws SystemException {
    if (!own.isWhole()) {
      throw SystemException.because(
          "go on with", "node " + own.nodeId(), "its section was truncated", "start it again");
    }
    boolean isWhole = common.isWhole();
    for (RunningAdapter running : adapters) {
      Adapter adapter = running.adapter();
      if (!isWhole || !adapter.castArea().hasPages()) {
        adapter.setCastLost();
      }
      if (adapter.isCastLost() && toldCastLost.add(adapter)) {
        LOG.error(
            "network {}: the common section was truncated or has a hole: no broadcast or multicast"
                + " until this node is started again",
            adapter.info().networkName());
      }
    }
    peers.checkSections();
  }

  /** Asks the threads of the adapters for a proof that they live. */
  Checkup checkUp() {
    List<Passes> passes = new ArrayList<>();
    for (RunningAdapter running : adapters) {
      if (!running.isClosed()) {
        passes.add(Passes.of(running));
        running.wakeThreads();
      }
    }
    return new Checkup(own.nodeId(), peers.peers().size(), passes);
  }

  /** Sets something else about a global network than it was started with. */
  void apply(String network, GlobalSettings settings) throws SystemException {
    GlobalAdapter adapter = globals.onNetwork(network);
    if (adapter == null) {
      throw SystemException.because(
          "change", "network " + network, "this node is not on it any more", "");
    }
    adapter.apply(settings);
  }

  /**
   * Whether nothing is under way that each second brings further, nobody waits outside, and the
   * kernel tells of what cannot wait longer than a second.
   */
  boolean isSettled() {
    return peers.isSettled()
        && globals.isSettled()
        && captures.isIdle()
        && control.isIdle()
        && links.areTold();
  }

  /** A count that differs from its last value if frames came or went. */
  long activity() {
    long sum = 0;
    for (RunningAdapter each : adapters) {
      sum += each.activity();
    }
    return sum;
  }

  boolean hasAdapters() {
    for (RunningAdapter each : adapters) {
      if (!each.isClosed()) {
        return true;
      }
    }
    return false;
  }

  PollSet polls() {
    return polls;
  }

  FacilityWatch watch() {
    return watch;
  }

  OwnSection own() {
    return own;
  }

  PeerDirectory peers() {
    return peers;
  }

  GlobalFollower globals() {
    return globals;
  }

  Links links() {
    return links;
  }

  CaptureFollower captures() {
    return captures;
  }

  ControlServer control() {
    return control;
  }
}
