package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code smtap bug-report} of the image looks into the namespaces of running nodes. */
@Tag("e2e")
class BugReportTest {
  private static final String PAYLOAD = "5a5b5c5d";

  @RegisterExtension final Lab lab = new Lab();

  @Test
  void itHasTheNetworkOfEachNodeAndNoPayload() throws IOException {
    var hosts = lab.hosts(2, "--mtu 1500");
    hosts.get(0).pings(hosts.get(1).ip4(), 3, "-s 600 -p " + PAYLOAD);
    hosts.get(1).netns().exec("sysctl -qw net.ipv4.conf.sml0.rp_filter=2");
    Path file = lab.facility().resolve("report.zip");
    String said = Program.run(Duration.ofSeconds(60), lab.smtap("bug-report", "-o " + file)).ok();
    assertThat(said).startsWith("wrote " + file);
    Map<String, String> parts = parts(file);
    for (Host each : hosts) {
      String directory = "node-" + each.id() + "/";
      assertThat(parts.get(directory + "links.txt")).contains(each.mac(), each.ip4(), "tun");
      assertThat(parts.get(directory + "routes.txt")).contains("10.77.0.0/24 dev sml0");
      assertThat(parts.get(directory + "neighbours.txt")).contains("10.77.0.", "02:53:4d:00:00:0");
      assertThat(parts.get(directory + "rules.txt")).contains("lookup main");
      assertThat(parts.get(directory + "process.txt"))
          .contains("run --facility", "VmRSS:", "(smtap-");
      assertThat(parts.get("facility/node-" + each.id() + ".hex")).startsWith("     0  ");
    }
    assertThat(parts.get("node-2/sysctl.txt")).contains("net/ipv4/conf/sml0/rp_filter = 2");
    assertThat(parts.get("status.txt")).contains("2 nodes live");
    assertThat(String.join("", parts.values()).replace(" ", "")).doesNotContain(PAYLOAD.repeat(4));
  }

  private static Map<String, String> parts(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream()
          .collect(
              Collectors.toMap(
                  each -> each.getName(),
                  each -> {
                    try {
                      return new String(
                          zip.getInputStream(each).readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  }));
    }
  }
}
