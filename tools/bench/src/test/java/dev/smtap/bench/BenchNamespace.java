package dev.smtap.bench;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Namespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A network namespace of a test's own; deleted when it is closed. */
final class BenchNamespace implements AutoCloseable {
  private static final int DATAGRAM_BYTES = 64;
  private static final int DATAGRAMS_PER_LOOK = 10_000;
  private static final int DISCARD_PORT = 9;
  private static final Pattern RECEIVED = Pattern.compile("RX:.*\\n\\s*\\d+\\s+(\\d+)");

  private final String name;

  private BenchNamespace(String name) {
    this.name = name;
  }

  /** Skips the calling test unless it runs as root; with CI=true it fails instead. */
  static void requireRoot() {
    boolean root = ControlCalls.geteuid() == 0;
    if (!root && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI=true, but the tests do not run as root");
    }
    Assumptions.assumeTrue(root, "needs root for network namespaces and TAP devices");
  }

  static BenchNamespace create(String suffix) {
    String name = "smt-bench-" + ProcessHandle.current().pid() + "-" + suffix;
    command("ip", "netns", "add", name);
    return new BenchNamespace(name);
  }

  String name() {
    return name;
  }

  /** Brings an interface up with an address. */
  void up(String interfaceName, String address) {
    command("ip", "-n", name, "addr", "add", address, "dev", interfaceName);
    command("ip", "-n", name, "link", "set", interfaceName, "up");
  }

  /** Frames that the kernel got from an interface. */
  long received(String interfaceName) {
    String text = command("ip", "-n", name, "-s", "link", "show", interfaceName);
    Matcher matcher = RECEIVED.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no counters in: " + text);
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Sends datagrams from here until so many more frames came in at an interface elsewhere. */
  void sendUntilReceived(String address, BenchNamespace to, String interfaceName, long frames)
      throws Exception {
    long wanted = to.received(interfaceName) + frames;
    inside(() -> {
      try (DatagramSocket socket = new DatagramSocket()) {
        InetSocketAddress target =
            new InetSocketAddress(InetAddress.getByName(address), DISCARD_PORT);
        DatagramPacket packet =
            new DatagramPacket(new byte[DATAGRAM_BYTES], DATAGRAM_BYTES, target);
        while (to.received(interfaceName) < wanted) {
          for (int i = 0; i < DATAGRAMS_PER_LOOK; i++) {
            socket.send(packet);
          }
        }
      }
      return wanted;
    });
  }

  /** Runs something on a thread in the namespace. */
  private <T> T inside(Callable<T> action) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(() -> {
          try (Namespace namespace = Namespace.parse(name)) {
            namespace.enter();
          }
          return action.call();
        });
    Thread.ofPlatform().daemon().start(task);
    return task.get();
  }

  @Override
  public void close() {
    command("ip", "netns", "del", name);
  }

  private static String command(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
