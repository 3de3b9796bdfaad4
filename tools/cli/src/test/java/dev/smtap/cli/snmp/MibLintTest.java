package dev.smtap.cli.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The text of the MIB by smilint, where that and the MIBs which it imports are. */
class MibLintTest {
  private static final List<String> PLACES =
      List.of("/usr/share/snmp/mibs", "/usr/share/mibs/ietf", "/var/lib/mibs/ietf");

  private static Optional<Path> program() {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(each -> Path.of(each, "smilint"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean has(Path place, String module) {
    return Stream.of(module, module + ".txt", module + ".mib")
        .anyMatch(each -> Files.exists(place.resolve(each)));
  }

  @Test
  void itIsCleanOnItsHighestLevel() throws IOException, InterruptedException {
    Optional<Path> smilint = program();
    Assumptions.assumeTrue(smilint.isPresent(), "smilint (Debian package smitools) is not here");
    List<String> places =
        Stream.concat(Stream.of(System.getProperty("smtap.mibs", "/none")), PLACES.stream())
            .toList();
    Assumptions.assumeTrue(
        Stream.of("SNMPv2-SMI", "SNMPv2-TC", "SNMPv2-CONF", "HCNUM-TC")
            .allMatch(module -> places.stream().anyMatch(each -> has(Path.of(each), module))),
        "the MIBs that SMTAP-MIB imports are not here (Debian has them in non-free only)");
    // Implicit nodes are those of Net-SNMP, below which it stands.
    ProcessBuilder builder =
        new ProcessBuilder(
                smilint.get().toString(),
                "-l",
                "6",
                "-s",
                "-i",
                "node-implicit",
                MibText.FILE.toString())
            .redirectErrorStream(true);
    builder.environment().put("SMIPATH", String.join(":", places));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }
}
