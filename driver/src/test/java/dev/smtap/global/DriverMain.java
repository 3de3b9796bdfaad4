package dev.smtap.global;

import dev.smtap.netlink.RouteSocket;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Namespace;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Set;

/** A driver to be killed: intercepts for a TAP of its own until its input ends. */
final class DriverMain {
  private static final int SIGKILL = 9;

  /** What outgoing connections of its namespace take meanwhile. */
  static final PortRange PORTS = new PortRange(40_000, 40_999);

  private DriverMain() {}

  public static void main(String[] arguments) throws Exception {
    try (Namespace namespace = Namespace.parse(arguments[0]);
        GlobalTap tap = GlobalTap.open(namespace, arguments[2]);
        Interception interception =
            Interception.open(
                namespace,
                Path.of(arguments[1]),
                new GlobalInterface(tap.ifindex(), 1).withPorts(PORTS));
        RouteSocket links = namespace.run(RouteSocket::open)) {
      InetAddress address = Testbed.address(arguments[3]);
      int outside = links.getLink("outside").orElseThrow().ifindex();
      interception.update(
          interception.wanted().withOutside(Set.of(outside)).withAddresses(Set.of(address)));
      System.out.println("ready");
      int _ = System.in.read();
    }
  }

  /** One that runs and intercepts. */
  static Process start(Testbed bed, String device, String address) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DriverMain.class.getName(),
                bed.nodeName(),
                bed.directory().toString(),
                device,
                address)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = process.inputReader().readLine();
    if (!"ready".equals(line)) {
      throw new AssertionError("the driver says " + line);
    }
    return process;
  }

  /** kill -9. */
  static void kill(Process process) throws InterruptedException {
    int result = ControlCalls.kill((int) process.pid(), SIGKILL);
    if (result < 0) {
      throw new AssertionError("kill: " + result);
    }
    process.waitFor();
  }
}
