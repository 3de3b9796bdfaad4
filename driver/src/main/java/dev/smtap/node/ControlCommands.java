package dev.smtap.node;

import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.global.BalanceState;
import dev.smtap.global.GlobalAdapter;
import dev.smtap.global.GlobalSettings;
import dev.smtap.posix.SystemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what requests ask of this node. Control thread only. */
final class ControlCommands {
  private static final Logger LOG = LoggerFactory.getLogger(ControlCommands.class);

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          ControlRequest.SHOW, Set.of(ControlRequest.NETWORK),
          ControlRequest.DRAIN, Set.of(ControlRequest.NETWORK),
          ControlRequest.UNDRAIN, Set.of(ControlRequest.NETWORK),
          ControlRequest.BALANCE,
              Set.of(
                  ControlRequest.NETWORK,
                  ControlRequest.PORT,
                  ControlRequest.POLICY,
                  ControlRequest.AFFINITY,
                  ControlRequest.WEIGHT),
          ControlRequest.CAPTURE,
              Set.of(ControlRequest.INTERFACE, ControlRequest.SNAPLEN, ControlRequest.BUFFER));

  private final GlobalFollower globals;
  private final CaptureFollower captures;

  ControlCommands(GlobalFollower globals, CaptureFollower captures) {
    this.globals = globals;
    this.captures = captures;
  }

  /**
   * Answers a request by one line, without its end; an error changes nothing.
   *
   * @param who who asks, for the log
   */
  ControlAnswer answer(byte[] line, String who) {
    try {
      ControlRequest request = ControlRequest.parse(line);
      check(request);
      return request.verb().equals(ControlRequest.CAPTURE)
          ? capture(request, who)
          : ControlAnswer.last((ControlRequest.OK + " " + run(request, who)).strip());
    } catch (SystemException e) {
      return ControlAnswer.last(ControlRequest.FAILED + " " + e.getMessage());
    }
  }

  private ControlAnswer capture(ControlRequest request, String who) throws SystemException {
    CaptureWish wish = CaptureWish.of(request);
    captures.begin(wish);
    LOG.info("begun for {}: {}", who, request.line().strip());
    return new ControlAnswer(ControlRequest.OK, Optional.of(() -> endCapture(wish, who)));
  }

  private void endCapture(CaptureWish wish, String who) {
    captures.end(wish);
    LOG.info("ended for {}: {}", who, ControlRequest.CAPTURE);
  }

  private String run(ControlRequest request, String who) throws SystemException {
    String network = request.word(ControlRequest.NETWORK).orElse("");
    GlobalAdapter adapter = globals.onNetwork(network);
    if (adapter == null) {
      throw wrong("network '" + network + "'", "this node is on no such global network");
    }
    if (request.verb().equals(ControlRequest.SHOW)) {
      return adapter.state().words();
    }
    if (request.verb().equals(ControlRequest.BALANCE)) {
      balance(adapter, request);
    } else {
      adapter.directory().setDraining(request.verb().equals(ControlRequest.DRAIN));
    }
    LOG.info("done for {}: {}", who, request.line().strip());
    return "";
  }

  private static void check(ControlRequest request) throws SystemException {
    Set<String> known = WORDS.get(request.verb());
    if (known == null) {
      throw wrong("'" + request.verb() + "'", "this node cannot do that");
    }
    for (String name : request.words().keySet()) {
      if (!known.contains(name)) {
        throw wrong("'" + name + "'", "it does not belong to '" + request.verb() + "'");
      }
    }
  }

  private static void balance(GlobalAdapter adapter, ControlRequest request)
      throws SystemException {
    BalanceState state = adapter.state();
    Optional<Integer> weight = number(request, ControlRequest.WEIGHT);
    if (weight.isPresent() && !GlobalSettings.isWeight(weight.get())) {
      throw wrong("weight " + weight.get(), "it is not 1 to " + GlobalSettings.MOST_WEIGHT);
    }
    BalanceRules next = rules(state.rules(), request);
    weight.ifPresent(adapter.directory()::setWeight);
    if (!next.equals(state.rules())) {
      adapter.setRules(next);
    }
  }

  private static BalanceRules rules(BalanceRules now, ControlRequest request)
      throws SystemException {
    Optional<Integer> port = number(request, ControlRequest.PORT);
    if (port.isPresent() && !BalanceRules.isPort(port.get())) {
      throw wrong("port " + port.get(), "it is not 1 to 65535");
    }
    if (request.word(ControlRequest.POLICY).filter(ControlRequest.USUAL::equals).isPresent()) {
      return now.without(port.orElse(0));
    }
    if (port.isEmpty()) {
      return now.withUsual(rule(now.usual(), request));
    }
    if (!now.hasRoomFor(port.get())) {
      throw wrong(
          "port " + port.get(), BalanceRules.MOST_PORTS + " ports have rules of their own already");
    }
    return now.with(port.get(), rule(now.of(port.get()), request));
  }

  /** What is not said stays as it is. */
  private static Rule rule(Rule now, ControlRequest request) throws SystemException {
    Optional<String> policy = request.word(ControlRequest.POLICY);
    Rule next = now;
    if (policy.isPresent()) {
      next =
          next.with(
              BalancePolicy.parse(policy.get())
                  .orElseThrow(
                      () -> wrong("policy " + policy.get(), "it is not " + BalancePolicy.WORDS)));
    }
    Optional<Integer> seconds = number(request, ControlRequest.AFFINITY);
    if (seconds.isPresent()) {
      if (!Rule.isAffinity(seconds.get())) {
        throw wrong(
            "an affinity of " + seconds.get() + " s",
            "it is not 0 to " + Rule.LONGEST_AFFINITY.toSeconds());
      }
      next = next.with(Duration.ofSeconds(seconds.get()));
    }
    return next;
  }

  private static Optional<Integer> number(ControlRequest request, String name)
      throws SystemException {
    Optional<String> text = request.word(name);
    try {
      return text.map(Integer::valueOf);
    } catch (NumberFormatException e) {
      throw wrong(name + " '" + text.orElse("") + "'", "it is not a number");
    }
  }

  private static SystemException wrong(String subject, String why) {
    return SystemException.because("use", subject, why, "");
  }
}
