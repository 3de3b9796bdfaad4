package dev.smtap.cli.capture;

import dev.smtap.cli.AtExit;
import dev.smtap.cli.Commands;
import dev.smtap.cli.ControlOption;
import dev.smtap.cli.PlaceOptions;
import dev.smtap.cli.control.NodeCaller;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code smtap capture}: frames of running nodes as pcapng, to a file or a pipe. */
public final class CaptureCommand implements Callable<Integer> {
  /** How long what has been captured may take to get to its reader once a signal has come. */
  private static final int PATIENCE_SECONDS = 5;

  private final CommandSpec spec;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable CaptureLoop loop;
  private volatile int exitCode = CommandLine.ExitCode.SOFTWARE;

  private CaptureCommand() {
    this.spec =
        Commands.command(
            "capture",
            this,
            "Writes what running nodes send and receive as pcapng, to a file or to a pipe ('smtap"
                + " capture -w - | tcpdump -r -'): of all nodes, or of those that are named; both"
                + " directions, with what was dropped and why. Ends with a signal, when nobody"
                + " reads the pipe any more, or after --count frames. Frames are never delayed:"
                + " what cannot be copied or written in time is cut short or missed, and counted.");
  }

  /** The command with its options. */
  public static CommandSpec spec() {
    CommandSpec spec = ControlOption.addTo(PlaceOptions.addTo(new CaptureCommand().spec));
    return Commands.withHelp(CaptureArguments.addTo(spec));
  }

  @Override
  public Integer call() throws SystemException {
    ParseResult parsed = spec.commandLine().getParseResult();
    CaptureArguments arguments = new CaptureArguments(spec.commandLine(), parsed);
    Facility facility = PlaceOptions.of(parsed).openExisting();
    if (arguments.isListing()) {
      RingList.print(facility, spec.commandLine().getOut(), this::say);
      return CommandLine.ExitCode.OK;
    }
    String path =
        arguments
            .path()
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(), "where to is not said: take -w FILE, or -w - for a pipe"));
    NodeCaller caller = new NodeCaller(ControlOption.files(parsed, facility));
    try {
      capture(facility, caller, path, arguments);
      exitCode = CommandLine.ExitCode.OK;
    } catch (SystemException e) {
      // Before a signal can end the process.
      say(String.valueOf(e.getMessage()));
    } finally {
      loop = null;
      ended.countDown();
    }
    return exitCode;
  }

  private void capture(
      Facility facility, NodeCaller caller, String path, CaptureArguments arguments)
      throws SystemException {
    CaptureOptions wanted = arguments.options();
    // Before a node does anything for it.
    try (FrameFilter filter =
            wanted.filter().isEmpty()
                ? null
                : FrameFilter.compile(wanted.filter(), wanted.snapLength());
        CapturedNodes nodes = new CapturedNodes(facility, caller, wanted, this::say)) {
      nodes.begin();
      // Not before: what a file of that name holds is lost now.
      write(nodes, path, arguments, filter);
    }
  }

  private void write(
      CapturedNodes nodes, String path, CaptureArguments arguments, @Nullable FrameFilter filter)
      throws SystemException {
    CaptureOptions wanted = arguments.options();
    try (Output output = Output.open(path, arguments.rotation());
        PcapngWriter writer =
            new PcapngWriter(output, wanted.withSmHeader(), wanted.snapLength())) {
      nodes.announce(writer);
      CaptureLoop capturing = new CaptureLoop(nodes, writer, output, filter, wanted);
      loop = capturing;
      String where = path.equals(Output.STANDARD) ? "standard output" : path;
      AtExit.run("smtap-stop", () -> endBySignal(where));
      say("capturing to " + where);
      try {
        capturing.run();
      } finally {
        say(summary(capturing));
      }
    }
  }

  private static String summary(CaptureLoop ended) {
    String cut = ended.cut() == 0 ? "" : " (" + ended.cut() + " of them cut short)";
    return ended.written() + " frames captured" + cut + ", " + ended.missed() + " missed";
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("smtap: " + sentence);
    err.flush();
  }

  /**
   * The Java runtime calls this on SIGTERM, SIGINT and SIGHUP, and at its own exit. A reader that
   * stands still, or a disk, does not keep the process for ever.
   */
  private void endBySignal(String where) {
    CaptureLoop capturing = loop;
    if (capturing == null) {
      return;
    }
    capturing.stop();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        say(String.valueOf(stuck(where).getMessage()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  private static SystemException stuck(String where) {
    return SystemException.because(
        "write captured frames to",
        where,
        "it has not taken the last ones within " + PATIENCE_SECONDS + " s, and they are lost",
        "have its reader go on, or end that one");
  }
}
