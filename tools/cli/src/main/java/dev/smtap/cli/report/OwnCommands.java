package dev.smtap.cli.report;

import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * What other commands of smtap say, in words and as JSON.
 *
 * @param smtap makes the whole command line
 * @param facility the partition
 */
record OwnCommands(Supplier<CommandLine> smtap, Facility facility) {
  private static final String MOST_ROWS = "1000";

  void addTo(Bundle bundle) throws SystemException {
    bundle.add("version.txt", "version of smtap", () -> run(List.of("--version")));
    add(bundle, "status", "nodes, networks, adapters, rings and drops", List.of());
    add(bundle, "connections", "first flows and listeners", List.of("--limit", MOST_ROWS));
    add(bundle, "doctor", "what is wrong on this machine", List.of());
  }

  private void add(Bundle bundle, String command, String what, List<String> options)
      throws SystemException {
    List<String> words = new ArrayList<>(List.of(command, "--partition", facility.partition()));
    words.addAll(List.of("--facility", root()));
    words.addAll(options);
    bundle.add(command + ".txt", what, () -> run(words));
    List<String> asJson = new ArrayList<>(words);
    asJson.add("--json");
    bundle.add(command + ".json", "the same for programs", () -> run(asJson));
  }

  private String root() {
    return String.valueOf(facility.directory().toAbsolutePath().getParent());
  }

  /** What a command prints; one that only says why it cannot is a part that cannot be had. */
  private String run(List<String> words) throws IOException {
    Beginning out = new Beginning(Bundle.MOST_CHARS + 1);
    Beginning err = new Beginning(Bundle.MOST_CHARS + 1);
    int exit =
        smtap
            .get()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words.toArray(String[]::new));
    String text = out.toString();
    String errors = err.toString();
    if (exit != 0 && text.isEmpty()) {
      throw new IOException(errors.strip().replace("smtap: ", "").replace('\n', ' '));
    }
    return errors.isEmpty() ? text : text + errors;
  }
}
