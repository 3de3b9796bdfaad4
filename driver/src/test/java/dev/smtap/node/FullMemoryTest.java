package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.facility.Geometry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.local.AdapterSettings;
import dev.smtap.memory.SmallTmpfs;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No memory for the facility: words, never a signal. */
class FullMemoryTest {
  @Test
  void aNodeThatFindsNoRoomSaysSoAndLeavesNothing() throws Exception {
    SmallTmpfs.run(root -> {
      SmallTmpfs.fill(root);
      assertThatThrownBy(() -> start(root))
          .isInstanceOf(SystemException.class)
          .hasMessageContaining("--slots");
      assertThat(root.resolve("unit").resolve("node-1")).doesNotExist();
    });
  }

  @Test
  void aSmallerRoomIsEnoughForFewSlots() throws Exception {
    SmallTmpfs.run(root -> {
      try (Node node = start(root)) {
        assertThat(node.nodeId()).isEqualTo(1);
        assertThat(Files.exists(root.resolve("unit/node-1"))).isTrue();
      }
    });
  }

  private static Node start(Path root) throws SystemException {
    AdapterConfig adapter =
        new AdapterConfig(
            NetworkKind.LOCAL, "sm1", "sm0", 1500, Geometry.LEAST_SLOTS, Offloads.NONE);
    NodeConfig config =
        new NodeConfig(
            root,
            "unit",
            1,
            "",
            List.of(adapter),
            new NodeConfig.Limits(4, 1, 2, 0),
            AdapterSettings.DEFAULT);
    TestPort port = new TestPort();
    return Node.start(config, (a, mac) -> port.near());
  }
}
