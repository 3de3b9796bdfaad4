package dev.smtap.cli.control;

import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.global.GlobalSettings;
import dev.smtap.node.ControlRequest;
import dev.smtap.posix.SystemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code smtap balance} is to change, checked.
 *
 * @param rule words of the request to every node; without any, no rule is changed
 * @param weights weights of single nodes
 */
record BalanceChange(Map<String, String> rule, SortedMap<Integer, Integer> weights) {
  private static final String OFF = "off";
  private static final int HIGHEST_ID = 65_534;

  /**
   * Reads what stands on the command line.
   *
   * @throws SystemException if something is wrong there
   */
  static BalanceChange of(
      Optional<String> policy,
      Optional<Integer> port,
      Optional<String> affinity,
      List<String> weights)
      throws SystemException {
    Map<String, String> rule = new LinkedHashMap<>();
    if (port.isPresent()) {
      rule.put(ControlRequest.PORT, port(port.get()));
    }
    if (policy.isPresent()) {
      rule.put(ControlRequest.POLICY, policy(policy.get(), port.isPresent(), affinity.isPresent()));
    }
    if (affinity.isPresent()) {
      rule.put(ControlRequest.AFFINITY, affinity(affinity.get()));
    }
    if (port.isPresent() && policy.isEmpty() && affinity.isEmpty()) {
      throw wrong("port " + port.get(), "it is not said what is to be changed there", WORDS);
    }
    SortedMap<Integer, Integer> byNode = new TreeMap<>();
    for (String each : weights) {
      addWeight(each, byNode);
    }
    return new BalanceChange(rule, byNode);
  }

  private static final String WORDS = "say a policy or --affinity";

  private static String port(int port) throws SystemException {
    if (!BalanceRules.isPort(port)) {
      throw wrong("port " + port, "it is out of range", "take 1 to 65535");
    }
    return String.valueOf(port);
  }

  private static String policy(String text, boolean hasPort, boolean hasAffinity)
      throws SystemException {
    boolean isUsual = text.equals(ControlRequest.USUAL);
    if (isUsual && (!hasPort || hasAffinity)) {
      throw wrong(
          "policy '" + text + "'",
          "it lets a port have no rule of its own any more",
          "give --port with it, and nothing else");
    }
    if (!isUsual && BalancePolicy.parse(text).isEmpty()) {
      throw wrong("policy '" + text + "'", "there is none", "take " + BalancePolicy.WORDS);
    }
    return text;
  }

  private static String affinity(String text) throws SystemException {
    if (text.equals(OFF)) {
      return "0";
    }
    long seconds = number(text);
    if (seconds < 1 || !Rule.isAffinity(seconds)) {
      throw wrong(
          "affinity '" + text + "'",
          "it is no number of seconds",
          "take 1 to " + Rule.LONGEST_AFFINITY.toSeconds() + ", or " + OFF);
    }
    return String.valueOf(seconds);
  }

  private static void addWeight(String text, SortedMap<Integer, Integer> weights)
      throws SystemException {
    int equals = text.indexOf('=');
    long node = number(text.substring(0, Math.max(equals, 0)));
    long weight = number(text.substring(equals + 1));
    boolean isRight =
        node >= 1
            && node <= HIGHEST_ID
            && weight <= GlobalSettings.MOST_WEIGHT
            && GlobalSettings.isWeight((int) weight);
    if (!isRight || weights.put((int) node, (int) weight) != null) {
      throw wrong(
          "weight '" + text + "'",
          isRight ? "the node has one already" : "it is not a node's ID and its weight",
          "write NODE=W, with W from 1 to " + GlobalSettings.MOST_WEIGHT);
    }
  }

  private static long number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static SystemException wrong(String subject, String why, String advice) {
    return SystemException.because("use", subject, why, advice);
  }

  /** Whether there is nothing to change. */
  boolean isEmpty() {
    return rule.isEmpty() && weights.isEmpty();
  }

  /** What a node is asked about a network; empty if nothing changes there. */
  Optional<ControlRequest> request(int nodeId, String network) {
    Map<String, String> words = new LinkedHashMap<>(rule);
    if (weights.containsKey(nodeId)) {
      words.put(ControlRequest.WEIGHT, String.valueOf(weights.get(nodeId)));
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    words.put(ControlRequest.NETWORK, network);
    return Optional.of(new ControlRequest(ControlRequest.BALANCE, words));
  }
}
