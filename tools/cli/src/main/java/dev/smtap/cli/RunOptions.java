package dev.smtap.cli;

import dev.smtap.tap.Offloads;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Flags of {@code smtap run} that hold for all adapters. */
final class RunOptions {
  @Option(names = "--mtu", paramLabel = "N", description = "MTU to start with, 1490 to 65521.")
  private @Nullable Integer mtu;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Small slots of each adapter; there is a large one to eight of them.")
  private @Nullable Integer slots;

  @Option(
      names = "--offloads",
      paramLabel = "on|off|LIST",
      converter = OffloadsReader.class,
      description = "Offloads to use, for example csum,tso4; all if not given.")
  private @Nullable Offloads offloads;

  @Option(
      names = "--busy-poll",
      description = "Never sleep: for pinned cores, each adapter uses one up.")
  private @Nullable Boolean busyPoll;

  @Option(
      names = "--spin",
      paramLabel = "MICROSECONDS",
      description = "How long a receiver looks at its rings before it sleeps.")
  private @Nullable Integer spinMicros;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Nodes that this one can be connected with; 64 if not given.")
  private @Nullable Integer nodes;

  @Option(
      names = "--multicast-rings",
      paramLabel = "N",
      description = "Multicast rings of each network; the partition's first node decides.")
  private @Nullable Integer multicastRings;

  @Option(
      names = "--cast-slots",
      paramLabel = "N",
      description = "Slots of each cast ring, a power of two; the first node decides.")
  private @Nullable Integer castSlots;

  /** What these flags and those of the place say. */
  Settings settings(PlaceOptions place) {
    return new Settings(
        place.facility(),
        place.partition(),
        Optional.ofNullable(mtu),
        Optional.ofNullable(slots),
        Optional.ofNullable(offloads),
        Optional.ofNullable(busyPoll),
        Optional.ofNullable(spinMicros),
        Optional.ofNullable(nodes),
        Optional.ofNullable(multicastRings),
        Optional.ofNullable(castSlots));
  }

  /** Reads a set of offloads. */
  static final class OffloadsReader implements ITypeConverter<Offloads> {
    @Override
    public Offloads convert(String text) {
      return Offloads.parse(text)
          .orElseThrow(() ->
              new TypeConversionException(
                  "'"
                      + text
                      + "' is neither on, off nor a list of csum, tso4, tso6, tso-ecn, uso4, uso6"));
    }
  }
}
