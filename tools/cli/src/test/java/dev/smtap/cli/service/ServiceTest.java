package dev.smtap.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.cli.NodesHere;
import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.cli.metrics.MetricsServer;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeState;
import dev.smtap.local.AdapterSettings;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.NodeConfig;
import dev.smtap.node.PortOpener;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import dev.smtap.tap.Offloads;
import dev.smtap.tap.SocketPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong around nodes; tools/lab has them as processes. */
class ServiceTest {
  private List<SocketPort> pair = List.of();
  private NodesHere here;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
    pair = SocketPort.pair();
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
    pair.forEach(SocketPort::close);
  }

  private NodeConfig node(int id, String interfaceName) {
    return new NodeConfig(
        here.root,
        "p",
        id,
        "",
        List.of(
            new AdapterConfig(NetworkKind.LOCAL, interfaceName, "net", 1500, 128, Offloads.NONE)),
        NodeConfig.Limits.DEFAULT,
        AdapterSettings.DEFAULT,
        Optional.empty());
  }

  private static Planned planned(NodeConfig... nodes) {
    return new Planned(List.of(nodes), Optional.empty(), Optional.empty());
  }

  private static Planned planned(NodeConfig node, String metrics) throws SystemException {
    return new Planned(List.of(node), Optional.of(MetricsAddress.parse(metrics)), Optional.empty());
  }

  private static Service service(NodePlan plan, PortOpener ports) {
    return new Service(plan, new Inheritance(Map.of(), 1), _ -> ports);
  }

  /** One that is left would be taken for the clean end of a process by a signal. */
  @Test
  void whateverFailsAtTheStartNoNodeIsLeft() throws SystemException {
    Planned both = planned(node(1, "good"), node(2, "bad"));
    Service service =
        service(
            () -> both,
            (config, _) -> {
              if (config.interfaceName().equals("bad")) {
                throw new IllegalStateException("a mistake");
              }
              return pair.getFirst();
            });
    assertThatThrownBy(() -> service.run(both)).isInstanceOf(RuntimeException.class);
    assertThat(NodeState.of(here.facility(), 1).exists()).isTrue();
    assertThat(NodeState.of(here.facility(), 1).alive()).isFalse();
  }

  @Test
  void aReloadThatFailsByAMistakeCanBeRepeated() throws Exception {
    Planned first = planned(node(1, "good"));
    NodePlan mistaken =
        () -> {
          throw new IllegalStateException("a mistake");
        };
    Service service = service(mistaken, (_, _) -> pair.getFirst());
    service.reload(first);
    service.reload(first);
    assertThat(here.facility().directory()).doesNotExist();
  }

  @Test
  void metricsThatAnotherProcessServesAreLeftToIt() throws Exception {
    here.start(
        1, new AdapterConfig(NetworkKind.LOCAL, "sm0", "net", 1500, 128, Offloads.NONE), false);
    Path path = here.root.resolve("metrics.sock");
    MetricsAddress address = MetricsAddress.parse("unix:" + path);
    try (MetricsServer _ = MetricsServer.start(here.facility(), address);
        ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Beside beside = new Beside(List::of);
      beside.serve(planned(node(2, "sm0"), "unix:" + path));
      beside.serve(planned(node(2, "sm0"), "127.0.0.1:" + port.getLocalPort()));
      assertThatThrownBy(() -> beside.serve(planned(node(2, "sm0"), "unix:/none/x")))
          .hasMessageStartingWith("cannot serve metrics on unix:/none/x: ");
      beside.close();
      assertThat(UnixSocket.isListening(path)).isTrue();
    }
  }
}
