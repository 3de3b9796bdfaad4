package dev.smtap.node;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.NetworkKind;
import dev.smtap.global.GlobalAdapter;
import dev.smtap.local.Adapter;
import dev.smtap.netlink.LinkMonitor;
import dev.smtap.netlink.LinkState;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.TapDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interfaces of a node, wherever they are: most stay in one namespace, an operator may move one
 * to another. Control thread only.
 */
final class Links implements LinkFollower.Events, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);

  /** How often to look at an interface over which nothing goes. */
  private static final int LOOK_EVERY_TICKS = 5;

  private final PollSet polls;
  private final GlobalFollower globals;
  private final NamespaceEnds ends;
  private final Namespace.Action<LinkMonitor> monitors;
  private final BiConsumer<Adapter, String> gone;
  private final List<LinkFollower> followers = new ArrayList<>();
  private LinkWatch linkWatch = LinkWatch.NONE;
  private int ticks;

  Links(
      PollSet polls,
      GlobalFollower globals,
      NamespaceEnds ends,
      Namespace.Action<LinkMonitor> monitors,
      BiConsumer<Adapter, String> gone) {
    this.polls = polls;
    this.globals = globals;
    this.ends = ends;
    this.monitors = monitors;
    this.gone = gone;
  }

  /** Follows an adapter's interface, if it is one, in the namespace that the operator named. */
  void follow(RunningAdapter running, String namespace) throws SystemException {
    if (running.adapter().port() instanceof TapDevice tap) {
      Namespace named = namespace.isEmpty() ? Namespace.current() : Namespace.parse(namespace);
      LinkFollower follower = followerOf(named);
      if (running.adapter().info().kind() == NetworkKind.GLOBAL) {
        follower.setGroup(tap.ifindex(), GlobalAdapter.GROUP);
      }
      follower.follow(running, tap.ifindex());
    }
  }

  private LinkFollower followerOf(Namespace namespace) throws SystemException {
    for (LinkFollower each : followers) {
      if (each.namespace().identity().equals(namespace.identity()) && !each.watch().gone()) {
        namespace.close();
        return each;
      }
    }
    LinkFollower follower = LinkFollower.open(namespace, monitors, this);
    followers.add(follower);
    polls.add(follower.fd(), follower::drain);
    ends.hear(follower.watch(), this::lookAtNamespaces);
    return follower;
  }

  /**
   * An interface is not where it was: moved, if its device says where it is now, otherwise deleted.
   */
  @Override
  public void left(RunningAdapter running) {
    globals.left(running.adapter());
    if (running.isClosed() || !(running.adapter().port() instanceof TapDevice tap)) {
      return;
    }
    try {
      LinkState link = tap.locate().orElse(null);
      if (link != null) {
        LinkFollower follower = followerOf(tap.currentNamespace().traced());
        warnIfUntraceable(running, follower);
        follower.follow(running, link.ifindex());
        return;
      }
    } catch (SystemException e) {
      LOG.debug("{}", e.getMessage());
    }
    gone.accept(running.adapter(), "it was deleted");
  }

  private static void warnIfUntraceable(RunningAdapter running, LinkFollower follower) {
    if (follower.isEmpty() && follower.namespace().isUntraceable()) {
      LOG.warn(
          "interface {} was moved to a network namespace to which neither a name in /run/netns nor"
              + " a process that can be seen leads: it lives on until the interface is moved or"
              + " deleted, or this node ends; give it a name with 'ip netns attach' before the move",
          running.adapter().entry().interfaceName());
    }
  }

  /** Others may live on in a namespace in which some process was found. */
  private void namespaceGone(RunningAdapter running, LinkFollower where) {
    if (where.namespace().isTracedByProcess() && isTracedAgain(running)) {
      where.forget(running);
      left(running);
    } else {
      gone.accept(running.adapter(), "its namespace was deleted");
    }
  }

  private static boolean isTracedAgain(RunningAdapter running) {
    if (running.adapter().port() instanceof TapDevice tap) {
      try (Namespace found = tap.currentNamespace().traced()) {
        return !found.isUntraceable();
      } catch (SystemException e) {
        LOG.debug("{}", e.getMessage());
      }
    }
    return false;
  }

  @Override
  public void seen(RunningAdapter running, LinkState link, LinkFollower where) {
    linkWatch.seen(describe(running, link));
    globals.linkSeen(running.adapter(), link, where.namespace(), where.ownInterfaces());
  }

  /** Stops to follow an adapter. */
  void forget(RunningAdapter running) {
    globals.forget(running.adapter());
    followers.forEach(each -> each.forget(running));
    linkWatch.gone(running.adapter().info().index());
  }

  static NodeLink describe(RunningAdapter running, LinkState link) {
    AdapterInfo info = running.adapter().info();
    return new NodeLink(info.index(), info.networkName(), info.kind(), link);
  }

  /** Asks the kernel about all interfaces. */
  List<NodeLink> look() {
    List<NodeLink> seen = new ArrayList<>();
    for (LinkFollower each : List.copyOf(followers)) {
      each.lookAtAll();
      seen.addAll(each.seen());
    }
    return seen;
  }

  /** Lets somebody know what interfaces are like, now and whenever it changes. */
  void tell(LinkWatch watch) {
    linkWatch = watch;
    followers.forEach(each -> each.seen().forEach(watch::seen));
  }

  /**
   * Whether the kernel tells of joined groups, and of the end of namespaces, wherever the
   * interfaces are. If not, a tick each second is needed: frames to a group that was joined are
   * kept for little longer than that.
   */
  boolean areTold() {
    if (!ends.areAllTold()) {
      return false;
    }
    for (LinkFollower each : followers) {
      if (!each.hearsMulticast()) {
        return false;
      }
    }
    return true;
  }

  /**
   * At each tick: what kernels do not tell; namespaces whose name is gone; followers that follow
   * nothing.
   */
  void tick() {
    lookAtNamespaces();
    boolean isTurn = ++ticks % LOOK_EVERY_TICKS == 0;
    for (LinkFollower each : List.copyOf(followers)) {
      if (isTurn) {
        each.lookAtAll();
      } else {
        each.lookAtBusy();
      }
    }
    closeEmpty();
  }

  /** Leaves those namespaces that are gone: nothing in there keeps them alive any longer. */
  void lookAtNamespaces() {
    for (LinkFollower each : List.copyOf(followers)) {
      if (each.watch().gone()) {
        each.adapters().forEach(running -> namespaceGone(running, each));
      }
    }
    closeEmpty();
  }

  private void closeEmpty() {
    for (LinkFollower each : List.copyOf(followers)) {
      if (each.isEmpty()) {
        close(each);
        followers.remove(each);
      }
    }
  }

  private void close(LinkFollower follower) {
    polls.remove(follower.fd());
    ends.forget(follower.watch());
    follower.close();
  }

  @Override
  public void close() {
    followers.forEach(this::close);
    followers.clear();
  }
}
