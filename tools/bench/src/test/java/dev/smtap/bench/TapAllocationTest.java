package dev.smtap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.node.Node;
import dev.smtap.node.TapPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same as {@link AllocationTest} with real interfaces and the kernel's own UDP, as root. */
class TapAllocationTest {
  private static final int WARM_UP_FRAMES = 60_000;
  private static final int FRAMES = 200_000;
  private static final long ONCE_BYTES = FRAMES / 4;

  private BenchNamespace left;
  private BenchNamespace right;
  private Path root;

  @BeforeEach
  void open() throws Exception {
    BenchNamespace.requireRoot();
    root = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-bench-tap-");
    left = BenchNamespace.create("l");
    right = BenchNamespace.create("r");
  }

  @AfterEach
  void close() throws Exception {
    if (root != null) {
      left.close();
      right.close();
      Scratch.remove(root);
    }
  }

  @Test
  void framesOfARealInterfaceCostNoAllocation() throws Exception {
    try (Node one = start(1, left, "smalloc1");
        Node two = start(2, right, "smalloc2")) {
      assertThat(List.of(one.nodeId(), two.nodeId())).containsExactly(1, 2);
      left.up("smalloc1", "192.0.2.1/24");
      right.up("smalloc2", "192.0.2.2/24");
      AllocationMeter meter = new AllocationMeter(List.of("smalloc1", "smalloc2"));
      left.sendUntilReceived("192.0.2.2", right, "smalloc2", WARM_UP_FRAMES);
      long before = meter.bytes();
      left.sendUntilReceived("192.0.2.2", right, "smalloc2", FRAMES);
      long allocated = meter.bytes() - before;
      System.out.println("allocated for " + FRAMES + " frames of TAPs: " + allocated + " bytes");
      assertThat(allocated).isLessThan(ONCE_BYTES);
    }
  }

  private Node start(int nodeId, BenchNamespace namespace, String interfaceName) throws Exception {
    return Node.start(
        BenchNode.config(root, nodeId, namespace.name(), interfaceName), new TapPorts());
  }
}
