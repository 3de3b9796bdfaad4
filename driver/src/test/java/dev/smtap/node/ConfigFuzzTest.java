package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.fuzz.Sentence;
import dev.smtap.global.GlobalSettings;
import dev.smtap.local.AdapterSettings;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A node's configuration as a user writes it. Input: numbers of the node, then adapters: MTU,
 * slots, lengths of the two names (bit 6 of the second: on a global network), the names, flows if
 * on a global network.
 */
class ConfigFuzzTest {
  private static final int MOST_ADAPTERS = 20;
  private static final int GLOBAL_BIT = 0x40;
  private static final long MOST_CAST_BYTES = 1L << 37;

  @FuzzTest
  void refusesOrIsUsable(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    NodeConfig.Limits limits =
        new NodeConfig.Limits(input.nextInt(), input.nextInt(), input.nextInt(), input.nextLong());
    int nodeId = input.nextInt();
    NodeConfig config =
        new NodeConfig(
            Path.of("/dev/shm/smtap"),
            new String(input.next(input.nextByte() % 40), StandardCharsets.UTF_8),
            nodeId,
            "",
            adapters(input),
            limits,
            AdapterSettings.DEFAULT);
    try {
      config.check();
      config.facility();
      checkSizes(config);
    } catch (SystemException e) {
      Sentence.check(e);
    }
  }

  private static List<AdapterConfig> adapters(FuzzInput input) {
    List<AdapterConfig> adapters = new ArrayList<>();
    for (int i = 0; i < MOST_ADAPTERS && input.hasMore(); i++) {
      int mtu = input.nextInt();
      int slots = input.nextInt();
      int nameBytes = input.nextByte();
      int networkBytes = input.nextByte();
      boolean isGlobal = (networkBytes & GLOBAL_BIT) != 0;
      adapters.add(
          new AdapterConfig(
              isGlobal ? NetworkKind.GLOBAL : NetworkKind.LOCAL,
              new String(input.next(nameBytes), StandardCharsets.UTF_8),
              new String(input.next(networkBytes & ~GLOBAL_BIT), StandardCharsets.UTF_8),
              mtu,
              slots,
              Offloads.ALL,
              isGlobal ? input.nextInt() : 0,
              GlobalSettings.DEFAULT));
    }
    return adapters;
  }

  /** What passes the check gives sections that can be addressed, and names that can be shown. */
  private static void checkSizes(NodeConfig config) {
    for (AdapterConfig adapter : config.adapters()) {
      Geometry geometry = Geometry.of(config.limits().nodes(), adapter.slots());
      assertThat(geometry.isPlausible()).as(geometry.toString()).isTrue();
      assertThat(geometry.areaBytes()).isBetween(0L, MOST_CAST_BYTES);
      assertThat(adapter.flows() != 0).isEqualTo(adapter.kind() == NetworkKind.GLOBAL);
      assertThat(GlobalAreaDescriptor.isPlausible(adapter.flows())).isTrue();
      assertThat(adapter.interfaceName().chars().noneMatch(Character::isISOControl)).isTrue();
      assertThat(adapter.network()).isNotEmpty();
    }
  }
}
