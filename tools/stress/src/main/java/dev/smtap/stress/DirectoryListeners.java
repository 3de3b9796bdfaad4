package dev.smtap.stress;

import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.global.DirectoryReader;
import dev.smtap.global.DirectoryWriter;
import dev.smtap.global.Verdict;
import dev.smtap.netlink.SocketEnd;
import dev.smtap.netlink.SocketInfo;
import dev.smtap.netlink.SocketProtocol;
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
 * Directory: while listeners take turns in the same places of a node's list, another node never
 * finds one that never was, and misses none that stays.
 */
@JCStressTest
@Description("the owner publishes listeners in turn while another node looks for them")
@Outcome(id = "matched", expect = Expect.ACCEPTABLE, desc = "what was there, and nothing else")
@Outcome(
    id = "unsettled",
    expect = Expect.ACCEPTABLE,
    desc = "the owner lost its core half way, and the reader says so: the SYN has to come again")
@Outcome(
    id = "mixture",
    expect = Expect.FORBIDDEN,
    desc = "the port of one listener, the address of another: a SYN would be refused")
@Outcome(
    id = "lost",
    expect = Expect.FORBIDDEN,
    desc = "a listener that stayed was not found: a SYN would be refused or go elsewhere")
@State
public class DirectoryListeners {
  private static final Arena<Setup> ARENA = Arena.of(GlobalAreaDescriptor.TABLE_OFFSET, Setup::new);
  private static final int ROUNDS = 4;
  private static final int LISTENING = 10;
  private static final int KEPT_PORT = 22;
  private static final InetAddress ONE = InetAddress.ofLiteral("10.99.0.1");
  private static final InetAddress TWO = InetAddress.ofLiteral("10.99.0.2");
  private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");
  private static final List<List<SocketInfo>> LISTS =
      List.of(
          List.of(listener(ANY, KEPT_PORT), listener(ONE, 80)),
          List.of(listener(TWO, 443), listener(ANY, KEPT_PORT)));

  private final Setup setup = ARENA.take();
  private String seen = "matched";
  private String wrong = "";

  /** A node's published part that states use one after the other. */
  private static final class Setup {
    private final DirectoryWriter writer;
    private final DirectoryReader reader;
    private final FlowKey kept = key(1, KEPT_PORT);
    private final FlowKey[] mixtures = {key(1, 443), key(2, 80)};
    private int round;

    Setup(Arena.Piece place) {
      writer = new DirectoryWriter(place.writable());
      reader = new DirectoryReader(place.readOnly());
      writer.setAddresses(List.of(ONE, TWO));
      writer.setListeners(LISTS.getFirst(), 0);
    }
  }

  private static SocketInfo listener(InetAddress address, int port) {
    return new SocketInfo(
        SocketProtocol.TCP,
        LISTENING,
        new SocketEnd(address, port),
        new SocketEnd(ANY, 0),
        0,
        false,
        0,
        1,
        port);
  }

  private static FlowKey key(int host, int port) {
    return new FlowKey()
        .setProtocol(FlowKey.TCP)
        .setLocal(0, FlowKey.mapped(0x0a63_0000 + host))
        .setForeign(0, FlowKey.mapped(0x0a4d_0009))
        .setPorts(port, 5_000);
  }

  /** Publishes one list after the other. */
  @Actor
  public void owner() {
    for (int i = 0; i < ROUNDS; i++) {
      setup.writer.setListeners(LISTS.get(++setup.round & 1), 0);
    }
  }

  /** Looks for the one that stays, and for those that never were. */
  @Actor
  public void reader() {
    for (int i = 0; i < ROUNDS; i++) {
      look(setup.kept, Verdict.LISTENER, "lost");
      for (FlowKey each : setup.mixtures) {
        look(each, Verdict.NONE, "mixture");
      }
    }
  }

  private void look(FlowKey key, Verdict expected, String otherwise) {
    Verdict found = setup.reader.match(key);
    if (found == null) {
      seen = "unsettled";
    } else if (found != expected) {
      wrong = otherwise;
    }
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = wrong.isEmpty() ? seen : wrong;
    ARENA.giveBack(setup);
  }
}
