package dev.smtap.global;

import dev.smtap.netlink.InterfaceAddress;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.posix.Errno;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings packets to global addresses to the driver: those that did not come in on a GLOBAL
 * interface are routed into it, whether they are from outside, from another adapter or from a
 * program of this node; those that the driver writes into a GLOBAL interface go up the local stack.
 * {@link Policy} says by which rules and routes, {@link Setting} by which settings of the kernel.
 *
 * <p>Several drivers in one namespace share this through a directory ({@link SharedState}), and
 * each removes what a dead one left. After a kill -9 the kernel still has everything but the routes
 * into the interface, which is gone with its TAP: packets to its global addresses are dropped,
 * everything else goes on, and the next start, {@link #repair} of another driver or {@link
 * #cleanLeftovers} puts it right. What a program sent to a global address meanwhile fails with
 * EINVAL.
 *
 * <p>To be closed before the interface is: then not even a packet is lost on the way to an address
 * that is this node's own. Every method may wait for the turn of another driver in the namespace,
 * which takes milliseconds.
 *
 * <p>Control thread only. It may be in any namespace.
 */
public final class Interception implements AutoCloseable {
  /** Where the drivers of a namespace find each other. */
  public static final Path DEFAULT_DIRECTORY = Path.of("/run/smtap");

  private final Reconciler reconciler;
  private final SharedState shared;
  private final Claim claim;
  private final int ifindex;
  private final Set<InetAddress> left;
  private GlobalInterface wanted;
  private List<String> warnings = List.of();
  private boolean closed;

  private Interception(
      Reconciler reconciler,
      SharedState shared,
      Claim claim,
      GlobalInterface wanted,
      Set<InetAddress> left) {
    this.reconciler = reconciler;
    this.shared = shared;
    this.claim = claim;
    this.ifindex = wanted.ifindex();
    this.wanted = new GlobalInterface(ifindex, wanted.neighbourMac());
    this.left = left;
  }

  /**
   * Begins to intercept; also cleans up what a dead driver left in the namespace.
   *
   * @param namespace the one that the GLOBAL interface is in; must stay open
   * @param directory where the drivers of a namespace find each other, the same for all of them;
   *     made if it is not there, better lost at a reboot
   * @throws SystemException if another living driver has the interface or one of the addresses, or
   *     the kernel refuses; then nothing is left behind
   */
  public static Interception open(Namespace namespace, Path directory, GlobalInterface wanted)
      throws SystemException {
    return open(namespace, directory, wanted, SharedState.PATIENCE_NANOS);
  }

  /** The same, but waits no longer than so for another driver's turn to end. */
  static Interception open(
      Namespace namespace, Path directory, GlobalInterface wanted, long patienceNanos)
      throws SystemException {
    Reconciler reconciler = Reconciler.open(namespace);
    try {
      SharedState shared = new SharedState(directory, reconciler.routing().namespaceCookie());
      Interception interception = take(reconciler, shared, wanted, patienceNanos);
      try {
        interception.update(interception.withLeft(wanted), patienceNanos);
        return interception;
      } catch (SystemException | RuntimeException e) {
        interception.closeAfter(e);
        throw e;
      }
    } catch (SystemException | RuntimeException e) {
      reconciler.close();
      throw e;
    }
  }

  private static Interception take(
      Reconciler reconciler, SharedState shared, GlobalInterface wanted, long patienceNanos)
      throws SystemException {
    int ifindex = wanted.ifindex();
    LinkState link =
        reconciler
            .links()
            .getLink(ifindex)
            .orElseThrow(() ->
                new SystemException("intercept for", "interface " + ifindex, Errno.ENODEV, ""));
    try (SharedState.Turn _ = shared.takeTurn(patienceNanos)) {
      Claim claim = Claim.take(shared.claimFile(ifindex), link.name());
      try {
        Set<InetAddress> left = left(claim, wanted, reconciler);
        return new Interception(reconciler, shared, claim, wanted, left);
      } catch (SystemException e) {
        claim.close();
        throw e;
      }
    }
  }

  /**
   * What a driver left that handed its interface over: addresses that are still on it never stop
   * being intercepted.
   */
  private static Set<InetAddress> left(Claim claim, GlobalInterface wanted, Reconciler reconciler)
      throws SystemException {
    Set<InetAddress> left = new HashSet<>(claim.read(wanted.ifindex()).addresses());
    left.retainAll(addresses(reconciler.routing(), wanted.ifindex()));
    return left;
  }

  private GlobalInterface withLeft(GlobalInterface asked) {
    Set<InetAddress> both = new HashSet<>(asked.addresses());
    both.addAll(left);
    return asked.withAddresses(both);
  }

  /** Intercepts these global addresses from now on, and no others. */
  public void update(Set<InetAddress> addresses) throws SystemException {
    update(wanted.withAddresses(addresses));
  }

  /**
   * Intercepts this from now on; the interface stays the same one.
   *
   * @throws SystemException if another living driver in the namespace has one of the addresses
   *     (then nothing is changed), or the kernel refuses something (then {@link #repair} tries
   *     again), or another driver does not finish its turn
   */
  public void update(GlobalInterface next) throws SystemException {
    update(next, SharedState.SHORT_PATIENCE_NANOS);
  }

  private void update(GlobalInterface next, long patienceNanos) throws SystemException {
    if (next.ifindex() != ifindex) {
      throw new IllegalArgumentException("interface " + next.ifindex() + " is not " + ifindex);
    }
    try (SharedState.Turn _ = shared.takeTurn(patienceNanos)) {
      refuseDoubles(next);
      reconciler.checkPlace(next);
      claim.write(next);
      wanted = next;
      warnings = List.copyOf(reconciler.reconcile(shared));
    }
  }

  private void refuseDoubles(GlobalInterface next) throws SystemException {
    for (GlobalInterface other : shared.livingClaims()) {
      refuseOtherPorts(next, other);
      Set<InetAddress> both = new HashSet<>(other.addresses());
      both.retainAll(next.addresses());
      if (other.ifindex() != ifindex && !both.isEmpty()) {
        throw SystemException.because(
            "intercept",
            both.iterator().next().getHostAddress(),
            "another node in this network namespace has it, on " + name(other.ifindex()),
            "put each node of a global network into a network namespace of its own");
      }
    }
  }

  private void refuseOtherPorts(GlobalInterface next, GlobalInterface other)
      throws SystemException {
    PortRange wanted = next.ports();
    PortRange taken = other.ports();
    if (other.ifindex() == ifindex || wanted == null || taken == null) {
      return;
    }
    if (!wanted.equals(taken)) {
      throw SystemException.because(
          "let outgoing connections take",
          "ports " + wanted,
          "another node in this network namespace has it take "
              + taken
              + ", on "
              + name(other.ifindex()),
          "share out ports to one of them only");
    }
  }

  private String name(int number) throws SystemException {
    String fallback = "interface " + number;
    return reconciler.links().getLink(number).map(LinkState::name).orElse(fallback);
  }

  /**
   * Puts right whatever is not as it must be: a rule that somebody deleted, a route that went when
   * the interface was down, a name that has changed, a setting, what a dead driver left. Cheap when
   * there is nothing to do.
   */
  public void repair() throws SystemException {
    try (SharedState.Turn _ = shared.takeTurn(SharedState.SHORT_PATIENCE_NANOS)) {
      warnings = List.copyOf(reconciler.reconcile(shared));
    }
  }

  /** The addresses that the interface has now and that others can reach: the global addresses. */
  public Set<InetAddress> addressesOfInterface() throws SystemException {
    return addresses(reconciler.routing(), ifindex);
  }

  private static Set<InetAddress> addresses(RoutingSocket routing, int ifindex)
      throws SystemException {
    Set<InetAddress> found = new HashSet<>();
    for (InterfaceAddress each : routing.addresses(ifindex)) {
      if (each.isRoutable()) {
        found.add(each.address());
      }
    }
    return found;
  }

  /** Its sockets, for what ends before it does. */
  KernelSockets kernel() {
    return reconciler.kernel();
  }

  /** What is intercepted. */
  public GlobalInterface wanted() {
    return wanted;
  }

  /** What an operator should know, one sentence each, as of the last update or repair. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Removes what drivers left that do not live any more; those that do are left alone.
   *
   * @param directory as in {@link #open}
   */
  public static void cleanLeftovers(Namespace namespace, Path directory) throws SystemException {
    try (Reconciler reconciler = Reconciler.open(namespace)) {
      SharedState shared = new SharedState(directory, reconciler.routing().namespaceCookie());
      try (SharedState.Turn _ = shared.takeTurn()) {
        var _ = reconciler.reconcile(shared);
      }
    }
  }

  /**
   * The cookies of the namespaces about which something is written down, as {@link
   * dev.smtap.netlink.RoutingSocket#namespaceCookie} tells them.
   *
   * @param directory as in {@link #open}
   */
  public static Set<Long> namespaces(Path directory) throws SystemException {
    return SharedState.cookies(directory);
  }

  /**
   * Removes what is written down about a namespace that is gone: there is nothing to restore.
   *
   * @param directory as in {@link #open}
   * @return what is removed, or empty if a driver lives in that namespace all the same
   */
  public static Optional<Path> forget(Path directory, long cookie) throws SystemException {
    return new SharedState(directory, cookie).removeIfNobodyLives();
  }

  /** Stops to intercept, and restores what was before unless another driver still needs it. */
  @Override
  public void close() throws SystemException {
    if (closed) {
      return;
    }
    closed = true;
    try (SharedState.Turn _ = shared.takeTurn()) {
      claim.remove();
      var _ = reconciler.reconcile(shared);
    } finally {
      claim.close();
      reconciler.close();
    }
  }

  /**
   * Ends as the death of the process does, for an interface that the next driver takes over as it
   * is: meanwhile packets for its addresses wait in it, and none goes up the local stack.
   */
  void handOver() {
    if (!closed) {
      closed = true;
      claim.close();
      reconciler.close();
    }
  }

  private void closeAfter(Exception cause) {
    try {
      close();
    } catch (SystemException e) {
      cause.addSuppressed(e);
    }
  }
}
