package dev.smtap.stress;

import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.global.DirectoryReader;
import dev.smtap.global.DirectoryWriter;
import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Directory: while a node changes its addresses, its weight and whether it drains, another one
 * never finds an address that it never had, misses none that it keeps, and never takes it for one
 * that is not GLOBAL.
 */
@JCStressTest
@Description("the owner publishes addresses in turn while another node looks for them")
@Outcome(id = "served", expect = Expect.ACCEPTABLE, desc = "what was there, and nothing else")
@Outcome(
    id = "mixture",
    expect = Expect.FORBIDDEN,
    desc = "half of one address and half of another: packets would go to a node without it")
@Outcome(
    id = "lost",
    expect = Expect.FORBIDDEN,
    desc = "an address that it kept was not found: its flows would move to other nodes")
@Outcome(
    id = "not GLOBAL",
    expect = Expect.FORBIDDEN,
    desc = "the flag was off while only another one changed: all its flows would move")
@Outcome(id = "wrong weight", expect = Expect.FORBIDDEN, desc = "a weight that it never had")
@State
public class DirectoryAddresses {
  private static final Arena<Setup> ARENA = Arena.of(GlobalAreaDescriptor.TABLE_OFFSET, Setup::new);
  private static final int ROUNDS = 4;
  private static final int[] WEIGHTS = {1, 255};
  private static final InetAddress KEPT = InetAddress.ofLiteral("fd00::1");
  private static final List<List<InetAddress>> LISTS =
      List.of(
          List.of(KEPT, InetAddress.ofLiteral("fd01::2")),
          List.of(InetAddress.ofLiteral("fd02::3"), KEPT));

  /** First half of one address, second half of another. */
  private static final FlowKey[] MIXTURES = {
    key(0, 2), key(0, 3), key(1, 1), key(1, 3), key(2, 1), key(2, 2)
  };

  private final Setup setup = ARENA.take();
  private String wrong = "";

  /** A node's published part that states use one after the other. */
  private static final class Setup {
    private final DirectoryWriter writer;
    private final DirectoryReader reader;
    private int round;

    Setup(Arena.Piece place) {
      writer = new DirectoryWriter(place.writable());
      reader = new DirectoryReader(place.readOnly());
      writer.setAddresses(LISTS.getFirst());
      writer.setGlobal(true);
    }
  }

  private static FlowKey key(int network, int host) {
    return new FlowKey()
        .setProtocol(FlowKey.TCP)
        .setLocal((0xfd00L + network) << 48, host)
        .setForeign(0xfd09L << 48, 1)
        .setPorts(80, 5_000);
  }

  /** Publishes one list after the other. */
  @Actor
  public void owner() {
    for (int i = 0; i < ROUNDS; i++) {
      int round = ++setup.round;
      setup.writer.setAddresses(LISTS.get(round & 1));
      setup.writer.setDraining((round & 1) != 0);
      setup.writer.setWeight(WEIGHTS[round & 1]);
    }
  }

  /** Looks for addresses that it has, and for those that it never had. */
  @Actor
  public void reader() {
    DirectoryReader reader = setup.reader;
    for (int i = 0; i < ROUNDS; i++) {
      if (!reader.serves(key(0, 1), true)) {
        wrong = "lost";
      }
      for (FlowKey each : MIXTURES) {
        if (reader.serves(each, false)) {
          wrong = "mixture";
        }
      }
      if (!reader.isGlobal()) {
        wrong = "not GLOBAL";
      }
      int weight = reader.weight();
      if (weight != WEIGHTS[0] && weight != WEIGHTS[1]) {
        wrong = "wrong weight";
      }
    }
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = wrong.isEmpty() ? "served" : wrong;
    ARENA.giveBack(setup);
  }
}
