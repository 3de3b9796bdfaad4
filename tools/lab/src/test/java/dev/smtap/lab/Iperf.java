package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An iperf3 server in a namespace, and clients that talk to it. */
final class Iperf {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final String address;

  /** Starts the server, which goes on until the lab is closed. */
  Iperf(Netns netns, String address) {
    this.address = address;
    netns
        .start("iperf3 -s --forceflush -B " + address)
        .awaitPrinted("listening", Duration.ofSeconds(10));
  }

  /** Both directions of TCP, for a second each: something must arrive in each. */
  void tcpFrom(Netns client) {
    for (String direction : new String[] {"", " -R"}) {
      JsonNode end = run(client, "-t 1" + direction);
      assertThat(end.at("/sum_received/bytes").asLong())
          .as("TCP" + direction)
          .isGreaterThan(10_000_000);
    }
  }

  /** Both directions of UDP, at a rate that must arrive without loss. */
  void udpFrom(Netns client) {
    for (String direction : new String[] {"", " -R"}) {
      JsonNode end = run(client, "-u -b 50M -l 1400 -t 1" + direction);
      assertThat(end.at("/sum/packets").asLong()).as("UDP" + direction).isGreaterThan(2_000);
      assertThat(end.at("/sum/lost_packets").asLong(-1)).as("lost" + direction).isZero();
    }
  }

  private JsonNode run(Netns client, String options) {
    String words = "iperf3 -J -c " + address + " " + options;
    Program.Result result = client.run(Duration.ofSeconds(30), words);
    JsonNode json = MAPPER.readTree(result.ok());
    assertThat(json.path("error").asString("")).as(words).isEmpty();
    return json.path("end");
  }
}
