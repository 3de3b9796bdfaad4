package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nodes of a lab that share global addresses beside their local network. */
record Globals(Lab lab, List<Host> hosts, String flags) {
  /** The GLOBAL interface, and the name of its network. */
  static final String INTERFACE = "smg0";

  static final String IP4 = "10.99.0.1";
  static final String IP6 = "fd99::1";

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Nodes with IDs from 1 on, all with both addresses, which know each other. */
  static Globals start(Lab lab, int count, String flags) {
    Globals all = new Globals(lab, lab.hosts(count, "--global " + INTERFACE + " " + flags), flags);
    for (Host host : all.hosts) {
      configure(host);
    }
    all.awaitServing(count);
    return all;
  }

  /** Gives a node the global addresses. */
  static void configure(Host host) {
    host.netns().ip("link set " + INTERFACE + " up");
    host.netns().ip("addr add " + IP4 + "/32 dev " + INTERFACE);
    host.netns().ip("addr add " + IP6 + "/128 dev " + INTERFACE + " nodad");
  }

  /** The node with an ID. */
  Host host(int id) {
    return hosts.get(id - 1);
  }

  /** The MAC address of a node's GLOBAL interface. */
  String mac(int id) {
    return host(id).netns().exec("cat /sys/class/net/" + INTERFACE + "/address");
  }

  /** Where kernels send what is for a global address: that of no node. */
  String nobodysMac() {
    return mac(1).substring(0, 12) + "00:00";
  }

  /** Starts the process of a node again, with the same interfaces. */
  Globals restart(int id) {
    Host old = host(id);
    LabNode node = lab.node(old.netns(), id, allFlags());
    Host host = new Host(old.netns(), node).configure();
    configure(host);
    List<Host> all = new ArrayList<>(hosts);
    all.set(id - 1, host);
    return new Globals(lab, all, flags);
  }

  private String allFlags() {
    return "--local " + Host.INTERFACE + " --global " + INTERFACE + " " + flags;
  }

  /** Starts one more node with both addresses. */
  Globals plus(int id) {
    Host host = lab.host(id, "--global " + INTERFACE + " " + flags);
    configure(host);
    return new Globals(lab, Stream.concat(hosts.stream(), Stream.of(host)).toList(), flags);
  }

  /** Waits until so many nodes take packets for the addresses, and each has heard of each. */
  void awaitServing(int count) {
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          assertThat(nodes().filter(Globals::isServing).count()).isEqualTo(count);
          Status status = lab.status();
          for (Host host : hosts) {
            for (Host other : hosts) {
              if (host.id() != other.id()) {
                assertThat(status.ring(host.id(), INTERFACE, other.id()).path("state").asString())
                    .isEqualTo("up");
              }
            }
          }
        });
  }

  private Stream<JsonNode> nodes() {
    return connections().path("nodes").valueStream();
  }

  private static boolean isServing(JsonNode node) {
    return node.path("state").asString().equals("up")
        && node.path("isGlobal").asBoolean()
        && node.path("addresses").size() == 2;
  }

  /** What {@code smtap connections --json} says. */
  JsonNode connections() {
    return MAPPER.readTree(Program.run(LIMIT, lab.smtap("connections", "--json")).ok());
  }

  /** The flows in the connection table of a node with a local port. */
  List<JsonNode> flows(int id, int port) {
    return nodes()
        .filter(node -> node.path("id").asInt() == id)
        .flatMap(node -> node.path("flows").valueStream())
        .filter(flow -> flow.path("localPort").asInt() == port)
        .toList();
  }

  /** How many sockets with a port all nodes publish. */
  long listeners(int port) {
    return nodes()
        .flatMap(node -> node.path("listeners").valueStream())
        .filter(listener -> listener.path("port").asInt() == port)
        .count();
  }

  /** What a node has counted of its searches. */
  Searches searches(int id) {
    return new Searches(lab.status().adapter(id, INTERFACE).path("global").path("search"));
  }

  /** Counts of searches at one moment. */
  record Searches(JsonNode counts) {
    long of(String name) {
      JsonNode count = counts.path(name);
      assertThat(count.isNumber()).as("there is a count '%s' in %s", name, counts).isTrue();
      return count.asLong();
    }

    /** How much a count has grown since an earlier moment. */
    long since(Searches before, String name) {
      return of(name) - before.of(name);
    }
  }
}
