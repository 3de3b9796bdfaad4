package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.netlink.Rule;
import dev.smtap.posix.SystemException;
import java.util.List;

/**
 * Keeps the rules of one family as the {@link Policy} wants them. At no moment is the namespace
 * without its {@code local} rule, also if this process dies between any two steps: the copy is
 * added before the first one is deleted, and the first one before the copy is. In one's turn.
 */
final class RuleKeeper {
  private final IpFamily family;
  private final RoutingSocket kernel;

  RuleKeeper(IpFamily family, RoutingSocket kernel) {
    this.family = family;
    this.kernel = kernel;
  }

  /**
   * Rules of others that are where ours must be: they would come before the local one.
   *
   * @return the rules, none if ours are in place already and somebody added his afterwards
   */
  List<Rule> inTheWay() throws SystemException {
    List<Rule> rules = kernel.rules(family);
    return rules.contains(Policy.localCopy(family)) ? List.of() : ahead(rules);
  }

  /** Rules of others that come before the local one, as they did not before. */
  List<Rule> ahead() throws SystemException {
    List<Rule> rules = kernel.rules(family);
    return rules.contains(Policy.localCopy(family)) ? ahead(rules) : List.of();
  }

  private static List<Rule> ahead(List<Rule> rules) {
    return rules.stream()
        .filter(each -> each.preference() <= Policy.PREFERENCE_LOCAL)
        .filter(each -> !Policy.isOurs(each) && !isFirstLocal(each))
        .toList();
  }

  private static boolean isFirstLocal(Rule rule) {
    return rule.preference() == 0 && rule.isForAll(Rule.TABLE_LOCAL);
  }

  /** Adds what is missing, and deletes what is not wanted. */
  void keep(List<Rule> wanted) throws SystemException {
    List<Rule> before = kernel.rules(family);
    if (wanted.isEmpty()) {
      restore(before);
    } else {
      install(before, wanted);
    }
  }

  /** What {@link #keep} would add. */
  List<Rule> missing(List<Rule> wanted) throws SystemException {
    List<Rule> rules = kernel.rules(family);
    return wanted.stream().filter(each -> !rules.contains(each)).toList();
  }

  /** What {@link #keep} would delete: left by a driver that was killed. */
  List<Rule> surplus(List<Rule> wanted) throws SystemException {
    return kernel.rules(family).stream().filter(each -> isSurplus(each, wanted)).toList();
  }

  /** The copy of the local rule stays as long as any of ours does. */
  private boolean isSurplus(Rule rule, List<Rule> wanted) {
    boolean isNeeded = !wanted.isEmpty() && rule.equals(Policy.localCopy(family));
    return Policy.isOurs(rule) && !wanted.contains(rule) && !isNeeded;
  }

  private void install(List<Rule> before, List<Rule> wanted) throws SystemException {
    // Where somebody has moved the local rule elsewhere, it stays there.
    boolean hasLocal =
        before.stream().anyMatch(each -> each.preference() > 0 && each.isForAll(Rule.TABLE_LOCAL));
    if (!hasLocal) {
      kernel.addRule(Policy.localCopy(family));
    }
    for (Rule each : wanted) {
      if (!before.contains(each)) {
        kernel.addRule(each);
      }
    }
    for (Rule each : before) {
      if (isFirstLocal(each) || isSurplus(each, wanted)) {
        kernel.deleteRule(each);
      }
    }
  }

  private void restore(List<Rule> before) throws SystemException {
    boolean hasCopy = before.contains(Policy.localCopy(family));
    if (hasCopy && before.stream().noneMatch(RuleKeeper::isFirstLocal)) {
      kernel.addRule(Policy.localFirst(family));
    }
    for (Rule each : before) {
      if (Policy.isOurs(each) && !each.equals(Policy.localCopy(family))) {
        kernel.deleteRule(each);
      }
    }
    if (hasCopy) {
      kernel.deleteRule(Policy.localCopy(family));
    }
  }
}
