package dev.smtap.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code smtap doctor --json} says about the namespaces of a lab.
 *
 * @param exit its exit code
 * @param report what it printed
 */
record Checkup(int exit, JsonNode report) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Something that the doctor found. */
  record Finding(String check, String where, String wrong, List<String> commands) {
    /** Runs what mends it. */
    void mend() {
      for (String each : commands) {
        var _ = Program.run(LIMIT, inShell(each)).ok();
      }
    }

    /** The same in a mount namespace. */
    void mend(MountSpace space) {
      for (String each : commands) {
        var _ = Program.run(LIMIT, space.inside(inShell(each))).ok();
      }
    }

    /** As an operator would type it. */
    private static List<String> inShell(String command) {
      return List.of("sh", "-c", "PATH=" + Lab.IMAGE.resolve("bin") + ":$PATH; " + command);
    }
  }

  static Checkup of(Lab lab, List<Host> hosts) {
    StringBuilder flags = new StringBuilder("--json");
    hosts.forEach(each -> flags.append(" --netns ").append(each.netns().name()));
    return of(lab.smtap("doctor", flags.toString()));
  }

  /** What a command line says that runs it with {@code --json}. */
  static Checkup of(List<String> command) {
    Program.Result end = Program.run(LIMIT, command);
    // Who may do little is told what was left out.
    boolean isQuiet = end.err().lines().allMatch(line -> line.startsWith("INFO "));
    if (end.exit() > 1 || !isQuiet) {
      throw new AssertionError(end);
    }
    return new Checkup(end.exit(), MAPPER.readTree(end.out()));
  }

  /** Asks until what it says is as it should be. */
  static Checkup await(Lab lab, List<Host> hosts, Predicate<Checkup> wanted) {
    List<Checkup> last = new ArrayList<>();
    try {
      Awaitility.await()
          .pollInSameThread()
          .atMost(LIMIT)
          .until(() -> {
            last.add(of(lab, hosts));
            return wanted.test(last.getLast());
          });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the doctor says " + last.getLast().report(), e);
    }
    return last.getLast();
  }

  List<Finding> findings() {
    return report
        .path("findings")
        .valueStream()
        .map(each ->
            new Finding(
                each.path("check").asString(),
                each.path("where").asString(),
                each.path("wrong").asString(),
                each.path("commands").valueStream().map(JsonNode::asString).toList()))
        .toList();
  }

  /** What is not wrong, but may be worth knowing. */
  String hints() {
    return String.join("\n", report.path("hints").valueStream().map(JsonNode::asString).toList());
  }

  List<Finding> findings(String check) {
    return findings().stream().filter(each -> each.check().equals(check)).toList();
  }

  boolean has(String check) {
    return !findings(check).isEmpty();
  }
}
