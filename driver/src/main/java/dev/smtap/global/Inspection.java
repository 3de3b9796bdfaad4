package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the kernel of a network namespace has, beside what the living drivers there want: for who
 * looks for faults. Nothing is changed. Immutable.
 *
 * @param claims what living drivers intercept
 * @param links all interfaces
 * @param missing rules and routes that interception needs and that are not there, in words
 * @param leftBehind rules, routes and settings that no living driver needs, in words
 * @param settings settings of the kernel that are not as interception needs them
 * @param leftOut addresses on GLOBAL interfaces that are too many to be served, in words
 * @param outside interfaces that are not of smtap, up and with an address
 */
public record Inspection(
    List<GlobalInterface> claims,
    List<LinkState> links,
    List<String> missing,
    List<String> leftBehind,
    List<WrongSetting> settings,
    List<String> leftOut,
    List<OutsideInterface> outside) {

  /**
   * A setting of the kernel.
   *
   * @param name its name for sysctl(8)
   * @param value what it is
   * @param wanted what it must be
   */
  public record WrongSetting(String name, String value, String wanted) {}

  /**
   * An interface over which packets come from outside, for one address family.
   *
   * @param name its name
   * @param family the family
   * @param forwards whether packets that come in there go on, which a global address needs
   * @param globals global addresses within its subnets, for which this node would answer there
   */
  public record OutsideInterface(
      String name, IpFamily family, boolean forwards, Set<InetAddress> globals) {}

  public Inspection {
    claims = List.copyOf(claims);
    links = List.copyOf(links);
    missing = List.copyOf(missing);
    leftBehind = List.copyOf(leftBehind);
    settings = List.copyOf(settings);
    leftOut = List.copyOf(leftOut);
    outside = List.copyOf(outside);
  }

  /**
   * Looks at a namespace; waits for the turn of a driver there for seconds at most. Any platform
   * thread.
   *
   * @param directory where the drivers of a namespace find each other
   * @throws SystemException also if the caller may not look
   */
  public static Inspection of(Namespace namespace, Path directory) throws SystemException {
    try (Reconciler reconciler = Reconciler.open(namespace)) {
      SharedState shared = new SharedState(directory, reconciler.routing().namespaceCookie());
      return reconciler.inspect(shared);
    }
  }

  /** The global addresses of all living drivers. */
  public Set<InetAddress> globals() {
    Set<InetAddress> all = new HashSet<>();
    claims.forEach(each -> all.addAll(each.addresses()));
    return all;
  }
}
