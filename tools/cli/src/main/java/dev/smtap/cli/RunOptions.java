package dev.smtap.cli;

import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.cli.snmp.SnmpAddress;
import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Flags of {@code smtap run} that hold for all adapters. */
final class RunOptions {
  private RunOptions() {}

  /** Adds these options to a command. */
  static CommandSpec addTo(CommandSpec spec) {
    spec.addOption(number("--mtu", "N", "MTU to start with, 1490 to 65521."));
    spec.addOption(
        number(
            "--slots", "N", "Small slots of each adapter; there is a large one to eight of them."));
    spec.addOption(
        OptionSpec.builder("--offloads")
            .type(Offloads.class)
            .converters(new OffloadsReader())
            .paramLabel("on|off|LIST")
            .description("Offloads to use, for example csum,tso4; all if not given.")
            .build());
    spec.addOption(
        Commands.flag("--busy-poll", "Never sleep: for pinned cores, each adapter uses one up."));
    spec.addOption(
        number(
            "--spin", "MICROSECONDS", "How long a receiver looks at its rings before it sleeps."));
    spec.addOption(
        number("--nodes", "N", "Nodes that this one can be connected with; 64 if not given."));
    spec.addOption(
        number(
            "--multicast-rings",
            "N",
            "Multicast rings of each network; the partition's first node decides."));
    ControlOption.addTo(spec);
    spec.addOption(
        OptionSpec.builder("--metrics")
            .type(MetricsAddress.class)
            .converters(reader(MetricsAddress::parse))
            .paramLabel("ADDRESS")
            .description(
                "Serve metrics in the OpenMetrics format there: " + MetricsAddress.FORM + ".")
            .build());
    spec.addOption(
        OptionSpec.builder("--snmp")
            .type(SnmpAddress.class)
            .converters(reader(SnmpAddress::parse))
            .paramLabel("ADDRESS:PORT")
            .description(
                "Answer SNMPv3 there, for the users that [snmp] of the configuration file names.")
            .build());
    return spec.addOption(
        number(
            "--cast-slots",
            "N",
            "Slots of each cast ring, a power of two; the first node decides."));
  }

  private static OptionSpec number(String name, String label, String description) {
    return Commands.option(name, Integer.class, label, description);
  }

  /** What these flags and those of the place say. */
  static Settings settings(ParseResult parsed, PlaceOptions place) {
    return new Settings(
        place.facility(),
        place.partition(),
        Commands.value(parsed, ControlOption.NAME, Path.class),
        Commands.value(parsed, "--metrics", MetricsAddress.class),
        SnmpConfig.at(Commands.value(parsed, "--snmp", SnmpAddress.class)),
        Commands.value(parsed, "--mtu", Integer.class),
        Commands.value(parsed, "--slots", Integer.class),
        Commands.value(parsed, "--offloads", Offloads.class),
        Commands.value(parsed, "--busy-poll", Boolean.class),
        Commands.value(parsed, "--spin", Integer.class),
        Commands.value(parsed, "--nodes", Integer.class),
        Commands.value(parsed, "--multicast-rings", Integer.class),
        Commands.value(parsed, "--cast-slots", Integer.class));
  }

  /** Reads an address; what is wrong with it is an error of usage. */
  private static <T> ITypeConverter<T> reader(ITypeConverter<T> parse) {
    return text -> {
      try {
        return parse.convert(text);
      } catch (SystemException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }

  /** Reads a set of offloads. */
  private static final class OffloadsReader implements ITypeConverter<Offloads> {
    @Override
    public Offloads convert(String text) {
      return Offloads.parse(text)
          .orElseThrow(() ->
              new TypeConversionException(
                  "'"
                      + text
                      + "' is neither on, off nor a list of csum, tso4, tso6, tso-ecn, uso4,"
                      + " uso6"));
    }
  }
}
