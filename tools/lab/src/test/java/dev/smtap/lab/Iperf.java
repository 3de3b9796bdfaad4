package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An iperf3 server in a namespace, and clients that talk to it. */
final class Iperf {
  private static final long TCP_BYTES = 50_000_000;
  private static final int DATAGRAMS = Full.times(1_800, 5_400);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Netns netns;
  private final String address;

  /** Starts the server, which goes on until the lab is closed. */
  Iperf(Netns netns, String address) {
    this.netns = netns;
    this.address = address;
    netns
        .start("iperf3 -s --forceflush -B " + address)
        .awaitPrinted("listening", Duration.ofSeconds(10));
  }

  /** Both directions of TCP, many bytes each: what was under way at the end does not count. */
  void tcpFrom(Netns client) {
    for (String direction : new String[] {"", " -R"}) {
      JsonNode end = run(client, (Full.FULL ? "-t 1" : "-n " + TCP_BYTES) + direction);
      assertThat(end.at("/sum_received/bytes").asLong())
          .as("TCP" + direction)
          .isGreaterThan(TCP_BYTES / 5);
    }
  }

  /** Both directions of UDP. What is lost, every drop somewhere must account for. */
  void udpFrom(Netns client, Lab lab) {
    long before = drops(client, lab);
    long lost = 0;
    for (String direction : new String[] {"", " -R"}) {
      JsonNode end = run(client, "-u -b 60M -l 1400 -k " + DATAGRAMS + direction);
      assertThat(end.at("/sum/packets").asLong()).as("UDP" + direction).isGreaterThan(1_000);
      assertThat(end.at("/sum/lost_packets").isNumber()).as("UDP" + direction).isTrue();
      lost += end.at("/sum/lost_packets").asLong();
      if (lost > 0) {
        assertThat(lost).as("lost" + direction).isLessThanOrEqualTo(drops(client, lab) - before);
      }
    }
  }

  /** Datagrams that a full socket has lost, and frames that adapters have dropped. */
  private long drops(Netns client, Lab lab) {
    return fullSockets(client) + fullSockets(netns) + lab.status().allDrops();
  }

  private static long fullSockets(Netns netns) {
    return netns
        .exec("nstat -asz UdpRcvbufErrors Udp6RcvbufErrors")
        .lines()
        .filter(line -> line.contains("RcvbufErrors"))
        .mapToLong(line -> Long.parseLong(line.split(" +", -1)[1]))
        .sum();
  }

  private JsonNode run(Netns client, String options) {
    String words = "iperf3 -J -c " + address + " " + options;
    Program.Result result = client.run(Duration.ofSeconds(30), words);
    JsonNode json = MAPPER.readTree(result.ok());
    assertThat(json.path("error").asString("")).as(words).isEmpty();
    return json.path("end");
  }
}
