package dev.smtap.stress;

import dev.smtap.facility.LaneHead;
import dev.smtap.ring.LaneDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Lane: a peer that finds a lane with its generation finds its node ID and counters behind it, also
 * when the lane was somebody else's before.
 */
@JCStressTest
@Description("a lane is given to another peer while that peer looks for it")
@Outcome(id = "not found", expect = Expect.ACCEPTABLE, desc = "the peer looks again later")
@Outcome(id = "found", expect = Expect.ACCEPTABLE, desc = "everything in it is the peer's")
@Outcome(
    id = "former peer",
    expect = Expect.FORBIDDEN,
    desc =
        "the generation came before the node ID: the peer would not find its lane, or a wrong one")
@Outcome(
    id = "former start",
    expect = Expect.FORBIDDEN,
    desc = "the generation came before the start: the reader would start where nobody writes")
@Outcome(
    id = "former counter",
    expect = Expect.FORBIDDEN,
    desc = "the generation came before a counter: its reader would believe the former peer's value")
@State
public class LaneAssign {
  private static final Arena<Arena.Piece> ARENA = Arena.of(LaneDescriptor.bytes(2), it -> it);
  private static final int FORMER_ID = 8;
  private static final int ID = 9;
  private static final long FORMER_GENERATION = 100;
  private static final long GENERATION = 101;
  private static final int LOOKS = 100;

  private final Arena.Piece place = ARENA.take();
  private final long start = Starts.of(place.index());
  private String found = "not found";

  /** What stood there in the peer's cache; kept, so that the compiler keeps the look. */
  long takenBefore;

  /** A lane that is another peer's. */
  public LaneAssign() {
    owner().assign(FORMER_ID, FORMER_GENERATION, start + 50, start + 60);
  }

  private LaneHead owner() {
    return new LaneHead(place.writable());
  }

  /** Frees the lane and gives it to the peer. */
  @Actor
  public void control() {
    owner().free();
    owner().assign(ID, GENERATION, start, start + 1);
  }

  /** Looks for its lane, as a receiver and as a transmitter do. */
  @Actor
  public void peer() {
    LaneHead head = new LaneHead(place.readOnly());
    takenBefore = head.peerId() + head.start() + head.written() + head.read();
    boolean isFound = false;
    for (int look = 0; look < LOOKS && !isFound; look++) {
      isFound = head.generation() == GENERATION;
    }
    if (!isFound) {
      return;
    }
    if (head.peerId() != ID) {
      found = "former peer";
    } else if (head.start() != start) {
      found = "former start";
    } else {
      found = head.written() == start && head.read() == start + 1 ? "found" : "former counter";
    }
  }

  /** Judges. */
  @Arbiter
  public void judge(L_Result result) {
    result.r1 = found;
    ARENA.giveBack(place);
  }
}
