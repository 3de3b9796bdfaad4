package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connections of a client, one of each family to each of some nodes, that last. One thread. */
final class Flows implements AutoCloseable {
  private static final int BYTES = 5_000;

  private final List<IdServer> servers = new ArrayList<>();
  private final List<Caller.Connection> connections = new ArrayList<>();

  private Flows() {}

  /** Opens them, to a port of its own on each node: this one and its ID. */
  static Flows open(Globals globals, Netns client, int port, int... nodes) throws IOException {
    Flows flows = new Flows();
    for (int id : nodes) {
      for (String address : List.of(Globals.IP4, Globals.IP6)) {
        flows.add(globals.host(id), client, address, port + id);
      }
    }
    return flows;
  }

  private void add(Host host, Netns client, String address, int port) throws IOException {
    servers.add(IdServer.tcp(host, address, port));
    Caller.Connection connection = Caller.tcp(client, address, port);
    assertThat(connection.node()).isEqualTo(host.id());
    connections.add(connection);
  }

  /** Bytes go there and back on each. */
  void go() throws IOException {
    for (Caller.Connection each : connections) {
      each.ask(new byte[BYTES]);
    }
  }

  @Override
  public void close() throws IOException {
    for (Caller.Connection each : connections) {
      each.close();
    }
    servers.forEach(IdServer::close);
  }
}
