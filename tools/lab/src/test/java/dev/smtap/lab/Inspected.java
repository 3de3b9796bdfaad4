package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A host whose interface is looked at. One thread. */
record Inspected(Lab lab, Host host) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Frames and bytes from the TAP and to it, and what the kernel dropped before the driver. */
  record Counts(long outFrames, long outBytes, long inFrames, long inBytes, long kernelDrops) {
    Counts minus(Counts other) {
      return new Counts(
          outFrames - other.outFrames,
          outBytes - other.outBytes,
          inFrames - other.inFrames,
          inBytes - other.inBytes,
          kernelDrops - other.kernelDrops);
    }
  }

  /** Leaves only what a test sends: no IPv6 that looks round, no questions for neighbours. */
  void quieten(Inspected peer) {
    Netns netns = host.netns();
    netns.exec("sysctl -qw net.ipv6.conf.sml0.disable_ipv6=1");
    // What is joined in 224.0.0.0/24 is told to nobody then.
    netns.exec("sysctl -qw net.ipv4.igmp_link_local_mcast_reports=0");
    netns.ip(
        "neigh replace %s lladdr %s dev sml0 nud permanent"
            .formatted(peer.host.ip4(), peer.host.mac()));
  }

  /** The counts, once the kernel's and the driver's are the same and stay so. */
  Counts settled() {
    Counts[] last = {kernel()};
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          Counts before = last[0];
          last[0] = kernel();
          assertThat(driver()).isEqualTo(last[0]).isEqualTo(before);
        });
    return last[0];
  }

  private Counts kernel() {
    JsonNode stats =
        MAPPER.readTree(host.netns().exec("ip -j -s link show dev sml0")).path(0).path("stats64");
    return new Counts(
        stats.at("/tx/packets").asLong(),
        stats.at("/tx/bytes").asLong(),
        stats.at("/rx/packets").asLong(),
        stats.at("/rx/bytes").asLong(),
        stats.at("/tx/dropped").asLong());
  }

  private Counts driver() {
    JsonNode adapter = lab.status().adapter(host.id(), Host.INTERFACE);
    long frames =
        adapter.at("/received/cast").asLong() + adapter.at("/formerReceived/frames").asLong();
    long bytes =
        adapter.at("/received/castBytes").asLong() + adapter.at("/formerReceived/bytes").asLong();
    for (JsonNode ring : adapter.path("rings").valueStream().toList()) {
      frames += ring.at("/received/frames").asLong();
      bytes += ring.at("/received/bytes").asLong();
    }
    return new Counts(
        adapter.at("/sent/frames").asLong(),
        adapter.at("/sent/bytes").asLong(),
        frames,
        bytes,
        adapter.path("kernelDrops").asLong());
  }

  /** What the other node has dropped for this cause of what this one sent it. */
  long pairDrops(Inspected peer, String cause) {
    return lab.status()
        .ring(peer.host.id(), Host.INTERFACE, host.id())
        .at("/received/drops/" + cause)
        .asLong();
  }

  /** The only line that a program in here prints with these words, stripped. */
  String line(String command, String words) {
    return host.netns()
        .exec(command)
        .lines()
        .map(String::strip)
        .filter(each -> each.startsWith(words))
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }

  /** A counter of the network stack. */
  long nstat(String name) {
    String line = line("nstat -asz " + name, name);
    return Long.parseLong(line.split(" +", -1)[1]);
  }

  static ServerSocketChannel listen(SocketAddress address) {
    try {
      return ServerSocketChannel.open().bind(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SocketChannel open() {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
