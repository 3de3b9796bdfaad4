package dev.smtap.lab;

import java.time.Duration;
import java.util.Collections;

/** A namespace with a node whose interface {@link #INTERFACE} is up and has addresses. */
record Host(Netns netns, LabNode node) {
  /** The interface, and the name of its network. */
  static final String INTERFACE = "sml0";

  int id() {
    return node.id();
  }

  String ip4() {
    return "10.77.0." + id();
  }

  String ip6() {
    return "fd77::" + id();
  }

  String mac() {
    return "02:53:4d:00:00:%02x".formatted(id());
  }

  Host configure() {
    configure(netns, id());
    return this;
  }

  /** Gives the interface of a node the addresses that go with its ID. */
  static void configure(Netns netns, int id) {
    netns.ip("link set " + INTERFACE + " up");
    netns.ip("addr add 10.77.0." + id + "/24 dev " + INTERFACE);
    netns.ip("addr add fd77::" + id + "/64 dev " + INTERFACE + " nodad");
  }

  /** Pings until it succeeds once; fails after some seconds. */
  void reaches(String address) {
    // With -w and -c it goes on until there was one answer.
    netns.run(Duration.ofSeconds(15), "ping -n -q -i 0.2 -c 1 -w 10 " + address).ok();
  }

  /** Pings, and every ping must be answered. With options it is the real ping. */
  void pings(String address, int times, String options) {
    if (options.isEmpty()) {
      try (Echo echo = new Echo(netns, address)) {
        echo.all(Collections.nCopies(times, 56));
      }
      return;
    }
    for (int i = 0; i < times; i++) {
      // One each time: once some are answered, ping waits for the last only twice as long as it
      // has waited for those before, which a busy machine exceeds.
      netns.run(Duration.ofSeconds(15), "ping -n -q -c 1 -W 5 " + options + " " + address).ok();
    }
  }
}
