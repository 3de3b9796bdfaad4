package dev.smtap.stress;

import dev.smtap.local.LearnedAddresses;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Learned addresses: while addresses that share a set push each other out and move from node to
 * node, the transmitter never gets the node of another address.
 */
@JCStressTest
@Description("the receiver learns while the transmitter looks addresses up")
@Outcome(id = "unknown", expect = Expect.ACCEPTABLE, desc = "pushed out: frames go to all nodes")
@Outcome(id = "right", expect = Expect.ACCEPTABLE, desc = "a node that the address was behind")
@Outcome(
    id = "wrong node",
    expect = Expect.FORBIDDEN,
    desc = "address and node ID of two entries: frames would go to a node that cannot deliver them")
@State
public class LearnedMoves {
  private static final Queue<LearnedAddresses> IDLE = new ConcurrentLinkedQueue<>();
  private static final long AGING_NANOS = 1_000_000;
  private static final int ADDRESSES = 6;
  private static final int ROUNDS = 4;

  private static final long[] SHARING_A_SET = findAddresses();

  private final LearnedAddresses table = take();
  private boolean sawRight;
  private boolean sawWrong;

  private static LearnedAddresses take() {
    LearnedAddresses idle = IDLE.poll();
    return idle != null ? idle : new LearnedAddresses(AGING_NANOS);
  }

  /** Addresses that push each other out: a table that learned them all holds fewer. */
  private static long[] findAddresses() {
    long multiplier = 0x9e37_79b9_7f4a_7c15L;
    long[] found =
        LongStream.iterate(0x0200_0000_0001L, address -> address + 1)
            .filter(address -> (address * multiplier) >>> 54 == 1)
            .limit(ADDRESSES)
            .toArray();
    LearnedAddresses table = new LearnedAddresses(AGING_NANOS);
    for (long address : found) {
      table.learn(address, 1, 0);
    }
    if (table.count() >= ADDRESSES) {
      throw new IllegalStateException("these addresses do not share a set any more");
    }
    return found;
  }

  private static int node(int address, int round) {
    return 10 * (address + 1) + (round & 1);
  }

  /** Learns all addresses again and again, behind another node each time. */
  @Actor
  public void receiver() {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < ADDRESSES; i++) {
        table.learn(SHARING_A_SET[i], node(i, round), round);
      }
    }
  }

  /** Looks all addresses up. */
  @Actor
  public void transmitter() {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < ADDRESSES; i++) {
        int found = table.nodeOf(SHARING_A_SET[i], round);
        boolean right = found == node(i, 0) || found == node(i, 1);
        sawRight |= right;
        sawWrong |= !right && found != LearnedAddresses.UNKNOWN;
      }
    }
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    String seen = sawRight ? "right" : "unknown";
    result.r1 = sawWrong ? "wrong node" : seen;
    IDLE.add(table);
  }
}
