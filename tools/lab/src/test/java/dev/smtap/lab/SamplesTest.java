package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every sample configuration comes up as it is, but for the names of namespaces. */
@Tag("e2e")
class SamplesTest {
  private static final Path SAMPLES = Path.of("../../packaging/src/main/samples");
  private static final Pattern NETNS = Pattern.compile("(?m)^netns = \"(.*)\"$");

  @RegisterExtension final Lab lab = new Lab();

  @ParameterizedTest
  @CsvSource({"two-nodes, 2, 2", "firewall, 3, 4", "web, 3, 6", "containers, 3, 3", "snmp, 1, 1"})
  void comesUp(String name, int nodes, int adapters) throws IOException {
    Netns machine = lab.namespace("machine");
    Matcher names = NETNS.matcher(Files.readString(SAMPLES.resolve(name + ".toml")));
    String text =
        names.replaceAll(match -> "netns = \"" + lab.namespace(match.group(1)).name() + "\"");
    Path config =
        Files.writeString(
            lab.facility().resolve("smtap.toml"),
            text.replace("[snmp]\n", "[snmp]\n" + secretsAndState()));
    LabNode process = lab.launchConfigured(List.of("ip", "netns", "exec", machine.name()), config);
    process.awaitReady();
    Status status = lab.status();
    for (int id = 1; id <= nodes; id++) {
      assertThat(status.state(id)).isEqualTo("up");
    }
    assertThat(status.adapters()).isEqualTo(adapters);
    assertThat(process.err()).doesNotContain("ERROR").doesNotContain("cannot");
    assertThat(process.stop().exit()).isZero();
  }

  /** Where the sample says that one has to put them. */
  private String secretsAndState() throws IOException {
    Snmp snmp = new Snmp(Files.createDirectory(lab.facility().resolve("snmp")));
    Path state = Files.createDirectory(snmp.directory().resolve("state"));
    Path secrets = snmp.write("secrets.toml", "rw-r-----", Snmp.secrets());
    return "secrets = \"" + secrets + "\"\nstate = \"" + state + "\"\n";
  }
}
