package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code smtap capture} into a file, until it is ended. */
final class Capturing implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Program program;
  private final Path file;

  /** Starts it, and waits until it captures. */
  Capturing(Lab lab, String options) {
    this.file = lab.facility().resolve("capture.pcapng");
    this.program = lab.start(lab.smtap("capture", "-w " + file + " " + options));
    program.awaitPrinted("capturing", LIMIT);
  }

  Program program() {
    return program;
  }

  /** Ends it as a user would, and it has missed nothing. */
  Capturing end() {
    program.signal(Program.SIGTERM);
    Program.Result result = program.awaitEnd(LIMIT);
    String all = result.ok();
    assertThat(all + result.err()).contains(", 0 missed");
    return this;
  }

  /** What tcpdump says of the file. */
  String tcpdump(String options) {
    return tcpdump(file, options);
  }

  static String tcpdump(Path file, String options) {
    return Program.run(
            LIMIT, List.of(("tcpdump -nn -r " + file + " " + options).strip().split(" +", -1)))
        .ok();
  }

  /** Fields of the frames that pass a display filter, parted by tabs, with our dissector. */
  List<String> tshark(String filter, String... fields) {
    return tshark(file, filter, fields);
  }

  static List<String> tshark(Path file, String filter, String... fields) {
    List<String> command =
        Tshark.command(List.of(), "-n", "-r", file.toString(), "-Y", filter, "-T", "fields");
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    return Program.run(LIMIT, command).ok().lines().filter(line -> !line.isBlank()).toList();
  }

  @Override
  public void close() {
    program.close();
  }
}
