package dev.smtap.cli.snmp;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The UDP ports of this process's network namespace. Any thread. */
final class UdpPorts {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/thread-self/net/udp"), Path.of("/proc/thread-self/net/udp6"));

  private UdpPorts() {}

  /**
   * Whether what keeps a socket from an end is that somebody has the port. Asked for because the
   * JDK says why it cannot have one in words only, which are those of the locale.
   */
  static boolean isTaken(InetSocketAddress end) {
    return isOwn(end.getAddress()) && TABLES.stream().anyMatch(table -> has(table, end.getPort()));
  }

  private static boolean isOwn(InetAddress address) {
    try (DatagramSocket _ = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** A row is: number, own address and port in hexadecimal, other address and port, and so on. */
  private static boolean has(Path table, int port) {
    String own = "^ *[0-9]+: [0-9A-F]+:%04X .*".formatted(port);
    try (Stream<String> rows = Files.lines(table)) {
      return rows.anyMatch(each -> each.matches(own));
    } catch (IOException _) {
      return false;
    }
  }
}
