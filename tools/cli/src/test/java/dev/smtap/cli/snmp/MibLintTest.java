package dev.smtap.cli.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The text of the MIB by smilint. Debian has the modules that it imports in non-free only, so that
 * stand-ins of our own with just those names take their places.
 */
class MibLintTest {
  private static final Path STAND_INS =
      Path.of("src/test/resources/dev/smtap/cli/snmp/stand-ins").toAbsolutePath();

  @TempDir Path directory;

  /** Skips the calling test loudly where smilint is missing; with CI=true it fails instead. */
  private static String program() {
    Optional<Path> smilint =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .map(each -> Path.of(each, "smilint"))
            .filter(Files::isExecutable)
            .findFirst();
    if (smilint.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI=true, but smilint (Debian package smitools) is not here");
    }
    Assumptions.assumeTrue(smilint.isPresent(), "smilint (Debian package smitools) is not here");
    return smilint.orElseThrow().toString();
  }

  /** What smilint says on its highest level, by the stand-ins alone. */
  private static String lint(Path mib) throws IOException, InterruptedException {
    // Implicit nodes are those of Net-SNMP, below which it stands. The machine's configuration
    // would add places, and hide some errors.
    ProcessBuilder builder =
        new ProcessBuilder(
                program(),
                "-c",
                "/dev/null",
                "-l",
                "6",
                "-s",
                "-i",
                "node-implicit",
                mib.toString())
            .redirectErrorStream(true);
    builder.environment().put("SMIPATH", STAND_INS.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void itIsCleanOnItsHighestLevel() throws IOException, InterruptedException {
    assertThat(lint(MibText.FILE)).isEmpty();
  }

  /** With nothing but stand-ins smilint still has to see errors of each kind. */
  @ParameterizedTest
  @CsvSource({
    "::= { smtapRingEntry 4 }, ::= { smtapRingEntry 3 }, already registered",
    "SYNTAX Gauge32, SYNTAX Gauge64, unknown type `Gauge64",
    "dead(4), dead(3), redefinition of number `3",
    "(0..256), (0..4294967296), range limit exceeds underlying basetype",
    "SYNTAX Integer32 (1..2047), SYNTAX Integer32, must have a range restriction",
    "smtapRingDepth       Gauge32, smtapRingDepth Counter64, definition do not match",
    "'Gauge32, Integer32, enterprises', 'Integer32, enterprises', must be imported",
    "FROM HCNUM-TC, FROM HCNUM, failed to locate MIB module `HCNUM",
    "'Integer32, enterprises', 'Integer32, mib-2, enterprises', cannot be imported",
    "'smtapDropWords, ', '', must be contained in at least one conformance group",
    "'LAST-UPDATED \"202611', 'LAST-UPDATED \"202610', revision for last update is missing",
    "::= { smtapGroups 1 }, ::= { smtapGroups 1, syntax error",
  })
  void whatIsWrongIsSeen(String right, String wrong, String said)
      throws IOException, InterruptedException {
    String text = Files.readString(MibText.FILE);
    assertThat(text).contains(right);
    Path mib = Files.writeString(directory.resolve("WRONG.txt"), text.replace(right, wrong));
    assertThat(lint(mib)).contains(said);
  }
}
