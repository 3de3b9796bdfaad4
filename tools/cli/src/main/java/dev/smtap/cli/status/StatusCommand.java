package dev.smtap.cli.status;

import dev.smtap.cli.PlaceOptions;
import dev.smtap.posix.SystemException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smtap status}: shows a partition. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the nodes, networks, adapters, rings and drops of a partition. Reads the shared memory:",
      "no node has to run or to answer."
    })
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PlaceOptions place = new PlaceOptions();

  @Option(names = "--json", description = "For programs: one line of JSON.")
  private boolean json;

  @Override
  public Integer call() throws SystemException {
    PartitionStatus status = PartitionReader.read(place.open());
    if (json) {
      spec.commandLine().getOut().println(StatusJson.of(status));
    } else {
      spec.commandLine().getOut().print(StatusText.of(status));
    }
    spec.commandLine().getOut().flush();
    return 0;
  }
}
