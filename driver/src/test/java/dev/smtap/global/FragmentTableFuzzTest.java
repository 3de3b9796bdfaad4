package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.wire.FlowKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Fragments of any packets in any order: what is found of a packet is what was said of it last,
 * within its time. Input: changes: what, which packet, a node, milliseconds that pass.
 */
class FragmentTableFuzzTest {
  private static final int MOST_STEPS = 2_000;
  private static final long TIMEOUT_MILLIS = 30_000;

  private final Map<Integer, Said> said = new HashMap<>();

  /** What was said of a packet last. */
  private record Said(int nodeId, long question, long millis) {}

  private static FlowKey key(int packet) {
    return new FlowKey()
        .setProtocol(packet % 2 == 0 ? FlowKey.UDP : FlowKey.FRAGMENT)
        .setLocal(0, FlowKey.mapped(1))
        .setForeign(0, FlowKey.mapped(packet))
        .setPorts(0, packet);
  }

  @FuzzTest
  void whatIsFoundIsWhatWasSaidLast(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    said.clear();
    FragmentTable table = new FragmentTable(new Random(1));
    long millis = 1L << 32;
    for (int i = 0; i < MOST_STEPS && input.hasMore(); i++) {
      int what = input.nextByte();
      int packet = input.nextShort();
      switch (what % 3) {
        case 0 -> {
          int nodeId = input.nextByte();
          long question = nodeId == 0 ? 1L + input.nextByte() : 0;
          table.put(key(packet), nodeId, question, millis * 1_000_000);
          said.put(packet, new Said(nodeId, question, millis));
        }
        case 1 -> {
          int nodeId = 1 + input.nextByte();
          long question = 1L + input.nextByte();
          table.decided(question, nodeId);
          said.replaceAll((each, last) ->
              last.nodeId() == 0 && last.question() == question
                  ? new Said(nodeId, question, last.millis())
                  : last);
        }
        default -> millis += input.nextShort();
      }
      look(table, packet, millis);
    }
  }

  private void look(FragmentTable table, int packet, long millis) {
    FragmentTable.Packet found = table.find(key(packet), millis * 1_000_000);
    Said last = said.get(packet);
    if (last == null) {
      assertThat(found).isNull();
    } else if (found != null) {
      assertThat(found.nodeId()).isEqualTo(last.nodeId());
      assertThat(found.nodeId() == 0 ? found.question() : 0).isEqualTo(nodeless(last));
      assertThat(millis - last.millis()).isLessThan(TIMEOUT_MILLIS);
    } else if (said.size() <= 4) {
      // So few never push each other out.
      assertThat(millis - last.millis()).isGreaterThanOrEqualTo(TIMEOUT_MILLIS);
    }
  }

  private static long nodeless(Said last) {
    return last.nodeId() == 0 ? last.question() : 0;
  }
}
