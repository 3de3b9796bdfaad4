package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address from a real DHCP server to a real client. */
@Tag("e2e")
class DhcpTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String SCRIPT =
      """
      #!/bin/sh
      [ "$1" = bound ] && ip addr add "$ip/$mask" dev "$interface"
      exit 0
      """;

  @RegisterExtension final Lab lab = new Lab();

  // With checksums left to the receiver, a client that reads raw frames sees unfinished ones.
  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void aClientGetsAnAddress(String offloads) throws IOException {
    Host server = lab.host(1, "--mtu 1500 --offloads " + offloads);
    server
        .netns()
        .start(
            "dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --log-facility=-"
                + " --pid-file= --user=root --interface=sml0 --dhcp-authoritative"
                + " --dhcp-leasefile="
                + lab.facility().resolve("leases")
                + " --dhcp-range=10.77.0.50,10.77.0.59,255.255.255.0,1h")
        .awaitPrinted("DHCP", LIMIT);
    Netns client = lab.namespace("client");
    lab.node(client, 2, "--local sml0 --mtu 1500 --offloads " + offloads);
    client.ip("link set sml0 up");
    Path script = Files.writeString(lab.facility().resolve("bound"), SCRIPT);
    Program.ok("chmod", "+x", script.toString());
    client.run(LIMIT, "busybox udhcpc -f -n -q -t 5 -T 1 -i sml0 -s " + script).ok();
    assertThat(client.ip("-4 addr show dev sml0")).contains("inet 10.77.0.5");
    server.reaches(
        client.ip("-4 -o addr show dev sml0").replaceAll("(?s).*inet ([0-9.]+)/.*", "$1"));
  }
}
