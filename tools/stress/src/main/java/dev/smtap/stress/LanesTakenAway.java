package dev.smtap.stress;

import dev.smtap.local.PassCounter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Winding up: the control thread takes a lane out of the list, then waits until each thread has
 * begun a pass since; after that nobody uses the lane, and the peer's section is unmapped.
 */
@JCStressTest
@Description("a lane is taken away while a pass begins")
@Outcome(id = "new list", expect = Expect.ACCEPTABLE, desc = "the pass does not use the lane")
@Outcome(
    id = "waits",
    expect = Expect.ACCEPTABLE,
    desc = "the pass uses the lane, and the control thread waits for the next one")
@Outcome(
    id = "used after",
    expect = Expect.FORBIDDEN,
    desc =
        "the control thread takes this pass for one with the new list: it would unmap the peer's"
            + " section under a thread that reads it")
@State
public class LanesTakenAway {
  private final PassCounter passes = new PassCounter();
  private volatile boolean taken;
  private boolean sawLane;
  private long before;

  /** Begins a pass, then looks at the list. */
  @Actor
  public void receiver() {
    passes.begin();
    sawLane = !taken;
  }

  /** Changes the list, then reads the count that has to be exceeded. */
  @Actor
  public void control() {
    taken = true;
    before = passes.count();
  }

  /** The pass counts as one with the new list if it was not counted before. */
  @Arbiter
  public void judge(L_Result result) {
    if (!sawLane) {
      result.r1 = "new list";
    } else {
      result.r1 = passes.count() > before ? "used after" : "waits";
    }
  }
}
