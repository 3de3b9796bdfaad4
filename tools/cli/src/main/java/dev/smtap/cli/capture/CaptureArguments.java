package dev.smtap.cli.capture;

import dev.smtap.cli.Commands;
import dev.smtap.node.ControlRequest;
import dev.smtap.ring.CaptureDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The options of {@code smtap capture}.
 *
 * @param command for errors
 * @param parsed what was given
 */
record CaptureArguments(CommandLine command, ParseResult parsed) {
  private static final String WRITE = "--write";
  private static final String NODE = "--node";
  private static final String ADAPTER = "--adapter";
  private static final String RING = "--ring";
  private static final String SM_HEADER = "--sm-header";
  private static final String FILTER = "--filter";
  private static final String COUNT = "--count";
  private static final String SNAPLEN = "--snaplen";
  private static final String ROTATE_SIZE = "--rotate-size";
  private static final String ROTATE_TIME = "--rotate-time";
  private static final String FILES = "--files";
  private static final String BUFFER = "--buffer";
  private static final String LIST = "--list";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Adds them to a command. */
  static CommandSpec addTo(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("-w", WRITE)
            .type(String.class)
            .paramLabel("FILE")
            .description("Where to; - is standard output, which is no terminal.")
            .build());
    spec.addOption(
        OptionSpec.builder(NODE)
            .type(List.class)
            .auxiliaryTypes(Integer.class)
            .paramLabel("ID")
            .description("Only of this node; may repeat. All that run, or start, if not given.")
            .build());
    spec.addOption(Commands.option(ADAPTER, String.class, "IFNAME", "Only of this interface."));
    spec.addOption(
        Commands.repeatable(
            RING,
            "RING",
            "Only of this ring: to-ID, from-ID, pair-ID (both), broadcast, multicast, the address"
                + " of a group, or tap (what gets into no ring); may repeat."));
    spec.addOption(
        Commands.flag(
            SM_HEADER,
            "With the SM header in front of each frame (link type USER0), and with the commands"
                + " that drivers send to each other."));
    spec.addOption(
        Commands.option(
            FILTER,
            String.class,
            "EXPR",
            "Only frames that pass, see pcap-filter(7); may also stand behind all options."));
    spec.addOption(Commands.option(COUNT, Long.class, "N", "End after N frames."));
    spec.addOption(
        Commands.option(
            SNAPLEN,
            Integer.class,
            "BYTES",
            "Only the first bytes of each frame: costs less, and checksums that were left to the"
                + " receiver stay so in frames that are cut."));
    spec.addOption(
        Commands.option(
            ROTATE_SIZE, String.class, Sizes.FORM, "Go on in the next file when one is so long."));
    spec.addOption(
        Commands.option(
            ROTATE_TIME, Integer.class, "SECONDS", "Go on in the next file when one is so old."));
    spec.addOption(
        Commands.option(FILES, Integer.class, "N", "Keep the last N files; all if not given."));
    spec.addOption(
        Commands.option(
            BUFFER,
            String.class,
            Sizes.FORM,
            "Length of each of a node's capture rings, two for each interface, a power of two from"
                + " 1M to 64M; 16M if not given. Who captures first has the say."));
    spec.addOption(Commands.flag(LIST, "Show what can be captured, one interface or ring a line."));
    return spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("EXPR")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .description("The filter, in words.")
            .build());
  }

  /** Whether things are only to be shown. */
  boolean isListing() {
    return parsed.hasMatchedOption(LIST);
  }

  /** Where to. */
  Optional<String> path() {
    return Commands.value(parsed, WRITE, String.class);
  }

  /** When the next file is begun. */
  Rotation rotation() {
    Optional<String> size = Commands.value(parsed, ROTATE_SIZE, String.class);
    long bytes = size.isEmpty() ? 0 : size(ROTATE_SIZE, size.get());
    int seconds = atLeastOne(ROTATE_TIME).orElse(0);
    int files = atLeastOne(FILES).orElse(0);
    Rotation rotation = new Rotation(bytes, seconds * NANOS_PER_SECOND, files);
    if (rotation.isOn() && path().filter(Output.STANDARD::equals).isPresent()) {
      throw wrong("cannot go on in another file behind standard output: name a file with -w");
    }
    if (files > 0 && !rotation.isOn()) {
      throw wrong(FILES + " says how many files are kept: take " + ROTATE_SIZE + " too");
    }
    return rotation;
  }

  private Optional<Integer> atLeastOne(String option) {
    Optional<Integer> value = Commands.value(parsed, option, Integer.class);
    if (value.isPresent() && value.get() < 1) {
      throw wrong(option + " " + value.get() + " is below 1");
    }
    return value;
  }

  private long size(String option, String text) {
    OptionalLong bytes = Sizes.parse(text);
    if (bytes.isEmpty() || bytes.getAsLong() == 0) {
      throw wrong(option + " '" + text + "' is no size: write it as in 100M");
    }
    return bytes.getAsLong();
  }

  /** What is to be captured. */
  CaptureOptions options() {
    Optional<Long> count = Commands.value(parsed, COUNT, Long.class);
    if (count.isPresent() && count.get() < 1) {
      throw wrong(COUNT + " " + count.get() + " is below 1");
    }
    return new CaptureOptions(
        parsed.matchedOptionValue(NODE, List.of()),
        Commands.value(parsed, ADAPTER, String.class).orElse(""),
        rings(),
        parsed.hasMatchedOption(SM_HEADER),
        filter(),
        Math.min(
            atLeastOne(SNAPLEN).orElse(CaptureOptions.LONGEST_SNAP_LENGTH),
            CaptureOptions.LONGEST_SNAP_LENGTH),
        bufferBytes(),
        count);
  }

  private RingChoice rings() {
    List<String> words = parsed.matchedOptionValue(RING, List.of());
    for (String each : words) {
      if (!RingChoice.isWord(each)) {
        throw wrong(
            RING
                + " '"
                + each
                + "' is none of to-ID, from-ID, pair-ID, broadcast, multicast, a group's address"
                + " and tap");
      }
    }
    return new RingChoice(words);
  }

  private String filter() {
    List<String> words = new ArrayList<>();
    Commands.value(parsed, FILTER, String.class).ifPresent(words::add);
    words.addAll(parsed.matchedPositionalValue(0, List.of()));
    return String.join(" ", words);
  }

  private long bufferBytes() {
    Optional<String> text = Commands.value(parsed, BUFFER, String.class);
    if (text.isEmpty()) {
      return ControlRequest.USUAL_BUFFER_BYTES;
    }
    long bytes = size(BUFFER, text.get());
    if (!CaptureDescriptor.isRingBytes(bytes)) {
      throw wrong(BUFFER + " '" + text.get() + "' is no power of two from 1M to 64M");
    }
    return bytes;
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(command, sentence);
  }
}
