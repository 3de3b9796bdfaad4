package dev.smtap.global;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NodeView;
import dev.smtap.local.Adapter;
import dev.smtap.memory.SharedMemory;
import dev.smtap.netlink.LinkState;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control thread's part of an adapter of a global network: follows the GLOBAL flag, which is
 * link group 71, and what belongs to it. Control thread only.
 */
public final class GlobalAdapter implements AutoCloseable {
  /** The link group that makes an interface GLOBAL. */
  public static final int GROUP = 71;

  /** Entries of a connection table to age in a second, however small it is. */
  private static final int LEAST_AGED = 4_096;

  /** How often to look at rules and settings of which the kernel has told nothing. */
  private static final int REPAIR_EVERY_TICKS = 30;

  private static final Logger LOG = LoggerFactory.getLogger(GlobalAdapter.class);

  private final Adapter adapter;
  private final GlobalSteering steering;
  private final DescriptorWatch watch;
  private final DirectoryWriter directory;
  private @Nullable ConnectionTable table;
  private @Nullable GlobalSession session;
  private @Nullable LinkState link;
  private @Nullable Namespace namespace;
  private OwnInterfaces interfaces = OwnInterfaces.NONE;
  private String told = "";
  private int ticks;
  private final Map<Integer, Long> leftUntilNanos = new HashMap<>();
  private final long startedNanos = System.nanoTime();
  private FlowTimeouts timeouts;
  private final PortShares shares;
  private final PortSharing ports;
  private BalanceRules rules;

  /**
   * Not GLOBAL as long as no link was shown to it.
   *
   * @param shares which ports are whose in its partition
   */
  public GlobalAdapter(
      Adapter adapter,
      GlobalSteering steering,
      DescriptorWatch watch,
      GlobalSettings settings,
      PortShares shares) {
    this.adapter = adapter;
    this.steering = steering;
    this.watch = watch;
    this.directory = new DirectoryWriter(adapter.info().globalPosition());
    this.timeouts = settings.timeouts();
    this.shares = shares;
    this.ports = settings.ports();
    this.rules = settings.rules();
    directory.setWeight(settings.weight());
    directory.setStarting(true);
    steering.ask(() -> steering.setRules(settings.rules()));
    setRefusal(settings.refusal());
  }

  private void setRefusal(Refusal refusal) {
    steering.ask(() -> steering.waiting().setRefusal(refusal));
  }

  /** What this node publishes. */
  public DirectoryWriter directory() {
    return directory;
  }

  /** The adapter that this is a part of. */
  public Adapter adapter() {
    return adapter;
  }

  /** How this node takes part in the spreading of flows. */
  public BalanceState state() {
    return new BalanceState(directory.weight(), directory.isDraining(), rules);
  }

  /**
   * The interface is like this now.
   *
   * @param place the namespace it is in, which stays open until {@link #leave}
   * @param own this node's interfaces in it
   */
  public void follow(LinkState now, Namespace place, OwnInterfaces own) {
    boolean isElsewhere = link == null || link.ifindex() != now.ifindex() || namespace != place;
    if (isElsewhere) {
      leave();
    }
    link = now;
    namespace = place;
    interfaces = own;
    attend();
  }

  /** The interface is gone, or goes to another namespace. */
  public void leave() {
    disengage();
    link = null;
    namespace = null;
  }

  /** Makes it so, as far as possible: what failed is tried again by the next {@link #tick}. */
  private void attend() {
    tryToAttend();
    // What failed may work next time, and connections that live on must not be refused until then.
    boolean isFailing = !told.isEmpty();
    boolean isYoung = System.nanoTime() - startedNanos < Members.EXPECTED_NANOS;
    directory.setStarting(isFailing && isYoung);
  }

  private void tryToAttend() {
    LinkState now = link;
    Namespace place = namespace;
    if (now == null || place == null || now.group() != GROUP) {
      disengage();
      return;
    }
    try {
      if (session == null) {
        session = engage(now, place);
      }
      session.update(now, interfaces);
      told = "";
    } catch (SystemException e) {
      tell(e);
    }
  }

  private GlobalSession engage(LinkState now, Namespace place) throws SystemException {
    GlobalSession opened =
        GlobalSession.open(
            new GlobalSession.Owner(adapter, steering, directory, table(), shares, ports, watch),
            place,
            now.ifindex());
    LOG.info(
        "{} is GLOBAL: packets for its addresses go to the node that has the socket", now.name());
    return opened;
  }

  private ConnectionTable table() throws SystemException {
    ConnectionTable known = table;
    if (known != null) {
      return known;
    }
    AdapterInfo info = adapter.info();
    adapter.section().reserveTable(info);
    ConnectionTable made =
        ConnectionTable.make(info.tablePosition(), GlobalAreaDescriptor.tableBytes(info.flows()));
    made.setTimeouts(timeouts);
    table = made;
    return made;
  }

  private void disengage() {
    GlobalSession open = session;
    session = null;
    told = "";
    if (open != null) {
      open.close();
      LOG.info("{} is not GLOBAL any more", adapter.entry().interfaceName());
    }
  }

  /** Each sentence once, as long as the failure stays the same. */
  private void tell(SystemException e) {
    if (!told.equals(e.getMessage())) {
      told = String.valueOf(e.getMessage());
      LOG.error("{}", told);
    }
  }

  /** At each tick of the control thread: each second, or more rarely where nothing happens. */
  public void tick(long nowNanos) {
    GlobalSession open = session;
    if (open != null) {
      open.expectWalk(nowNanos);
      if (++ticks % REPAIR_EVERY_TICKS == 0) {
        open.expectRepair();
      }
    }
    if (!told.isEmpty() || (open != null && open.isUpdateDue(nowNanos))) {
      attend();
    }
    dropLeftTables(nowNanos);
    ConnectionTable aged = table;
    if (aged != null && hasFlows()) {
      int share = Math.ceilDiv(aged.entries(), timeouts.roundSeconds());
      int most = Math.max(LEAST_AGED, share);
      steering.ask(() -> steering.age(most));
    }
  }

  private boolean hasFlows() {
    long flows = adapter.info().tablePosition() + ConnectionTableDescriptor.FLOWS_OFFSET;
    return SharedMemory.getLongOpaque(flows) > 0;
  }

  /** What is due at some time is done. */
  public void look(long nowNanos) {
    GlobalSession open = session;
    if (open != null) {
      open.look(nowNanos);
    }
  }

  /** Whether this node answers for addresses outside, or would if another one hung. */
  public boolean isOutside() {
    GlobalSession open = session;
    return open != null && open.isOutside();
  }

  /** When {@link #look} has something to do, or {@code otherwise} if that is earlier. */
  public long dueNanos(long otherwise) {
    GlobalSession open = session;
    return open == null ? otherwise : open.dueNanos(otherwise);
  }

  /**
   * A node died or stopped: its flows are not found any more. Perhaps that was before this one
   * started, or it is this one's former self.
   *
   * @param view its section, open during the call
   * @param isExpectedBack whether it is to start again at once, and its sockets live on
   */
  public void nodeGone(NodeView view, boolean isExpectedBack) {
    int nodeId = view.nodeId();
    long generation = view.generation();
    if (isExpectedBack) {
      steering.ask(() -> steering.expectBack(nodeId));
    }
    ConnectionTable known = table;
    if (known != null) {
      steering.ask(() -> {
        var _ = known.removeNode(nodeId, generation);
      });
    }
    keepTable(view);
    peersChanged();
  }

  /**
   * Flows that came in at a node that is gone come in somewhere else now, perhaps here. As long as
   * it would have kept them itself, from when it was last heard of.
   */
  private void keepTable(NodeView view) {
    try {
      long nowNanos = System.nanoTime();
      long untilNanos = nowNanos - view.silentNanos(nowNanos) + timeouts.datagrams().toNanos();
      if (untilNanos - nowNanos > 0) {
        LeftTable.open(view, adapter.info(), untilNanos).ifPresent(this::keep);
      }
    } catch (SystemException | InternalError e) {
      LOG.debug("the connection table of node {} is lost: {}", view.nodeId(), e.getMessage());
    }
  }

  private void keep(LeftTable left) {
    leftUntilNanos.put(left.nodeId(), left.untilNanos());
    steering.ask(() -> steering.members().tables().keep(left));
  }

  /** None of those tables is kept for longer than anybody may ask for it. */
  private void dropLeftTables(long nowNanos) {
    if (leftUntilNanos.values().removeIf(until -> nowNanos - until >= 0)) {
      steering.ask(() -> steering.members().tables().dropLeft(nowNanos));
    }
  }

  /** Other nodes may offer something else outside. */
  public void peersChanged() {
    GlobalSession open = session;
    if (open != null) {
      open.peersChanged();
    }
  }

  /** Changes how new flows are spread from now on. */
  public void setRules(BalanceRules next) {
    rules = next;
    steering.ask(() -> steering.setRules(next));
  }

  /** Changes all but ports from now on; what was drained stays so. */
  public void apply(GlobalSettings settings) {
    directory.setWeight(settings.weight());
    timeouts = settings.timeouts();
    setRefusal(settings.refusal());
    ConnectionTable known = table;
    if (known != null) {
      steering.ask(() -> known.setTimeouts(settings.timeouts()));
    }
    if (!settings.rules().equals(rules)) {
      setRules(settings.rules());
    }
  }

  /** As {@link #close}, but the interface lives on for the next driver. */
  public void handOver() {
    GlobalSession open = session;
    if (open != null) {
      open.setHandedOver();
    }
    close();
  }

  @Override
  public void close() {
    leave();
  }
}
