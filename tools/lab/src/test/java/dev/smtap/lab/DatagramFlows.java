package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Flows of servers whose sockets are not connected, so that several nodes could take each: no
 * question finds who has one, only the table of the node where it came in. One thread.
 */
final class DatagramFlows implements AutoCloseable {
  private final List<Caller> callers = new ArrayList<>();
  private final List<Integer> servers = new ArrayList<>();

  private DatagramFlows() {}

  /** So many to each address; by chance all have the same of two servers once in 2^count times. */
  static DatagramFlows open(Netns from, List<String> addresses, int port, int count)
      throws IOException {
    DatagramFlows flows = new DatagramFlows();
    for (String address : addresses) {
      for (int i = 0; i < count; i++) {
        Caller caller = Caller.udp(from, address, port);
        flows.callers.add(caller);
        flows.servers.add(caller.ask((byte) i));
      }
    }
    assertThat(Set.copyOf(flows.servers))
        .as("to go elsewhere, there must be two")
        .hasSizeGreaterThan(1);
    // So that they are not forgotten as early as one of a single datagram.
    flows.stay();
    return flows;
  }

  /** How many there are. */
  int count() {
    return callers.size();
  }

  /** In another order each time: servers take turns, so in the same order they might agree. */
  void stay() throws IOException {
    List<Integer> order = new ArrayList<>(IntStream.range(0, count()).boxed().toList());
    Collections.shuffle(order);
    for (int i : order) {
      assertThat(callers.get(i).ask((byte) 9)).as("caller " + i).isEqualTo(servers.get(i));
    }
  }

  @Override
  public void close() throws IOException {
    for (Caller each : callers) {
      each.close();
    }
  }
}
