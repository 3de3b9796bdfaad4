package dev.smtap.cli.firewall;

import java.util.List;

/**
 * A rule.
 *
 * @param conditions all of which must hold
 * @param action what is done then
 * @param target the chain to go to, empty if the action is none of those that do
 */
record Rule(List<Condition> conditions, Action action, String target) {

  /** What a rule does. */
  enum Action {
    ACCEPT,
    DROP,
    RETURN,
    NOTRACK,
    /** Gives another destination; where it is done, nothing is decided. */
    TRANSLATE,
    JUMP,
    GOTO,
    /** Nothing that matters here. */
    NOTHING
  }

  Rule {
    conditions = List.copyOf(conditions);
  }

  Rule(List<Condition> conditions, Action action) {
    this(conditions, action, "");
  }

  Truth test(Packet packet) {
    Truth all = Truth.YES;
    for (Condition each : conditions) {
      all = all.and(each.test(packet));
    }
    return all;
  }
}
