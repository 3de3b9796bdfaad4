package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.netlink.Rule;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes what is in the kernel into what the claims of all living drivers of the namespace want,
 * whoever left it as it is. So there is one way to install, to change, to repair, to remove and to
 * clean up, and every driver does it for all. In one's turn, on any platform thread.
 */
final class Reconciler implements AutoCloseable {
  private final KernelSockets kernel;
  private final RoutingSocket routing;
  private final RouteSocket links;

  private Reconciler(KernelSockets kernel) {
    this.kernel = kernel;
    this.routing = kernel.routing();
    this.links = kernel.links();
  }

  static Reconciler open(Namespace namespace) throws SystemException {
    return new Reconciler(KernelSockets.open(namespace));
  }

  /** Its sockets, which are closed with it. */
  KernelSockets kernel() {
    return kernel;
  }

  RoutingSocket routing() {
    return routing;
  }

  RouteSocket links() {
    return links;
  }

  /** Refuses to begin where rules of others would come before the local one. */
  void checkPlace(GlobalInterface claim) throws SystemException {
    for (IpFamily family : IpFamily.present()) {
      boolean needed = claim.addresses().stream().anyMatch(each -> IpFamily.of(each) == family);
      List<Rule> inTheWay = needed ? new RuleKeeper(family, routing).inTheWay() : List.<Rule>of();
      if (!inTheWay.isEmpty()) {
        throw SystemException.because(
            "intercept global addresses in",
            "network namespace " + kernel.namespace().name(),
            "the " + inTheWay.getFirst() + " is in the way",
            "give it a preference above " + Policy.PREFERENCE_LOCAL);
      }
    }
  }

  /**
   * Does it.
   *
   * @return warnings that a user can act on
   */
  List<String> reconcile(SharedState shared) throws SystemException {
    return kernel.namespace().run(() -> reconcileHere(shared));
  }

  private List<String> reconcileHere(SharedState shared) throws SystemException {
    Policy policy = policy(shared);
    List<String> warnings = new ArrayList<>();
    SettingKeeper settings = new SettingKeeper(shared.rememberedFile(), links);
    settings.set(policy.settings());
    for (IpFamily family : IpFamily.present()) {
      RouteKeeper routes = new RouteKeeper(family, routing);
      RuleKeeper rules = new RuleKeeper(family, routing);
      warnings.addAll(routes.add(policy));
      rules.keep(policy.rules(family));
      routes.deleteSurplus(policy);
      rules.ahead().forEach(each -> warnings.add(ahead(each)));
      if (!policy.addresses(family).isEmpty()) {
        Forwarding.warning(family).ifPresent(warnings::add);
      }
    }
    settings.restoreAllBut(policy.settings());
    shared.removeLeftovers();
    return warnings;
  }

  /** Looks only. Without a directory no driver lives here, and none is made. */
  Inspection inspect(SharedState shared) throws SystemException {
    return kernel
        .namespace()
        .run(() -> {
          if (!shared.exists()) {
            return inspectHere(shared, new Policy(List.of(), Map.of()));
          }
          try (SharedState.Turn _ = shared.takeTurn()) {
            return inspectHere(shared, policy(shared));
          }
        });
  }

  private Inspection inspectHere(SharedState shared, Policy policy) throws SystemException {
    SettingKeeper settings = new SettingKeeper(shared.rememberedFile(), links);
    return new Inspector(routing, links, policy).inspect(settings);
  }

  private static String ahead(Rule rule) {
    return "the "
        + rule
        + " comes before the rule for local addresses (as one without a preference does); give it a"
        + " preference above "
        + Policy.PREFERENCE_LOCAL;
  }

  private Policy policy(SharedState shared) throws SystemException {
    List<GlobalInterface> claims = shared.livingClaims();
    Map<Integer, LinkState> found = new HashMap<>();
    for (GlobalInterface each : claims) {
      links.getLink(each.ifindex()).ifPresent(link -> found.put(each.ifindex(), link));
    }
    return new Policy(claims, found);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
