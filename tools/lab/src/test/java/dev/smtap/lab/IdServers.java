package dev.smtap.lab;

import java.util.ArrayList;
import java.util.List;

/** Several {@link IdServer}s of one address and port. One thread. */
final class IdServers implements AutoCloseable {
  private final Globals globals;
  private final String address;
  private final int port;
  private final List<IdServer> all = new ArrayList<>();

  IdServers(Globals globals, String address, int port) {
    this.globals = globals;
    this.address = address;
    this.port = port;
  }

  /** Starts one for connections on each of these nodes. */
  IdServers tcp(int... ids) {
    for (int id : ids) {
      all.add(IdServer.tcp(globals.host(id), address, port));
    }
    return this;
  }

  /** Starts one for datagrams on each of these nodes. */
  IdServers udp(int... ids) {
    for (int id : ids) {
      all.add(IdServer.udp(globals.host(id), address, port));
    }
    return this;
  }

  @Override
  public void close() {
    all.forEach(IdServer::close);
  }
}
