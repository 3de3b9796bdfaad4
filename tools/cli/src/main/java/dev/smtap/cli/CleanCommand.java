package dev.smtap.cli;

import dev.smtap.facility.Cleaning;
import dev.smtap.facility.Facility;
import dev.smtap.global.Interception;
import dev.smtap.node.ControlFiles;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code smtap clean}: removes what dead nodes left behind. */
final class CleanCommand implements Callable<Integer> {
  private final CommandSpec spec;

  private CleanCommand() {
    this.spec =
        Commands.command(
            "clean",
            this,
            "Removes the sections of dead nodes, and the partition when none of its nodes lives;"
                + " and what killed nodes of global networks left in the network namespaces that"
                + " it finds: its own and those of 'ip netns', or wrote down about others that are"
                + " gone; and the control sockets of killed nodes."
                + " Nodes that live are left alone."
                + " Never needed: whoever starts uses or replaces what is there.");
  }

  static CommandSpec spec() {
    CommandSpec spec = PlaceOptions.addTo(new CleanCommand().spec);
    return Commands.withHelp(ControlOption.addTo(spec));
  }

  @Override
  public Integer call() throws SystemException {
    Facility facility = PlaceOptions.of(spec.commandLine().getParseResult()).open();
    boolean isClean = cleanNamespaces();
    cleanPartition(facility);
    ControlFiles sockets = ControlOption.files(spec.commandLine().getParseResult(), facility);
    for (Path each : sockets.removeStale()) {
      say("removed " + each);
    }
    return isClean ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** False if something failed that nobody can be blamed for lacking rights to. */
  private boolean cleanNamespaces() {
    NamespaceCleaning done =
        NamespaceCleaning.of(NamespaceCleaning.NAMES, Interception.DEFAULT_DIRECTORY);
    List<SystemException> failures = done.failures();
    done.removed().forEach(each -> say("removed " + each));
    NamespaceCleaning.sentences(failures)
        .forEach(each -> spec.commandLine().getErr().println("smtap: " + each));
    return failures.isEmpty() || ControlCalls.geteuid() != 0;
  }

  private void cleanPartition(Facility facility) throws SystemException {
    if (!PlaceOptions.exists(facility)) {
      say("nothing to remove: there is no " + facility.directory());
      return;
    }
    Cleaning done = Cleaning.of(facility);
    List<String> parts = new ArrayList<>();
    done.removedNodes().forEach(id -> parts.add("node " + id));
    if (done.isPartitionRemoved()) {
      parts.add("partition " + facility.partition());
    }
    say(parts.isEmpty() ? "nothing to remove" : "removed " + String.join(", ", parts));
    if (!done.livingNodes().isEmpty()) {
      say(
          "left alone, because alive: node "
              + done.livingNodes().stream()
                  .map(String::valueOf)
                  .reduce((a, b) -> a + ", " + b)
                  .orElse(""));
    }
  }

  private void say(String sentence) {
    spec.commandLine().getOut().println(sentence);
    spec.commandLine().getOut().flush();
  }
}
