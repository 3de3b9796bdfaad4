package dev.smtap.cli;

import dev.smtap.node.NodeConfig;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smtap run}: runs nodes in the foreground. */
@Command(
    name = "run",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Runs nodes in the foreground: one that the flags describe, or those of the configuration",
      "file. Prints 'ready' when every interface exists; SIGTERM ends it."
    })
final class RunCommand implements Callable<Integer> {
  static final Path DEFAULT_FILE = Path.of("/etc/smtap/smtap.toml");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PlaceOptions place = new PlaceOptions();

  @Option(
      names = "--node",
      paramLabel = "ID",
      description = "The node's ID, 1 to 65534; the first free one if not given.")
  private @Nullable Integer node;

  @Option(
      names = "--netns",
      paramLabel = "NAME|PATH|PID",
      description = "The node's network namespace; that of smtap if not given.")
  private @Nullable String netns;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file; /etc/smtap/smtap.toml if not given and there.")
  private @Nullable Path file;

  @Option(
      names = "--local",
      paramLabel = "IFNAME[,network=NAME][,mtu=N][,slots=N]",
      description = "An interface on a local network, named like the interface; may repeat.")
  private List<String> locals = new ArrayList<>();

  @Mixin private RunOptions options = new RunOptions();

  @Override
  public Integer call() throws SystemException, InterruptedException {
    Optional<ConfigFile> config = ConfigFile.read(file, DEFAULT_FILE);
    return RunningNodes.runUntilStopped(plan(config));
  }

  /** What is wrong with flags is wrong usage. */
  private List<NodeConfig> plan(Optional<ConfigFile> config) {
    try {
      Settings flags = options.settings(place);
      Settings settings = config.map(each -> flags.or(each.settings())).orElse(flags);
      RunPlan plan = new RunPlan(settings);
      List<NodeSettings> configured = config.map(ConfigFile::nodes).orElse(List.of());
      return plan.of(RunPlan.choose(ofFlags(), configured));
    } catch (SystemException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private RunPlan.Flags ofFlags() throws SystemException {
    List<AdapterSettings> adapters = new ArrayList<>();
    for (String text : locals) {
      adapters.add(Adapters.parse(text));
    }
    return new RunPlan.Flags(
        Optional.ofNullable(node), Optional.ofNullable(netns), List.copyOf(adapters));
  }
}
