package dev.smtap.local;

import dev.smtap.memory.SharedMemory;
import java.util.ArrayList;
import java.util.List;

/** Wants frames to be read ahead, and lets their addresses decide. One thread. */
final class ForeseeingSteering implements Steering {
  private final List<Long> foreseen = new ArrayList<>();
  private boolean looksAhead = true;

  void setLooksAhead(boolean looksAhead) {
    this.looksAhead = looksAhead;
  }

  /** The first eight bytes of each frame that it was told of. */
  List<Long> foreseen() {
    return foreseen;
  }

  @Override
  public boolean looksAhead() {
    return looksAhead;
  }

  @Override
  public void foresee(long[] frames, int[] frameBytes, int count) {
    for (int i = 0; i < count; i++) {
      foreseen.add(SharedMemory.getNetworkLong(frames[i]));
    }
  }

  @Override
  public void attach(CommandSender commands) {}

  @Override
  public int steer(long frame, int frameBytes) {
    return PASS;
  }

  @Override
  public int takeReady(long target) {
    return 0;
  }

  @Override
  public int readyNode() {
    throw new AssertionError("no frame was kept");
  }

  @Override
  public void service() {}

  @Override
  public int timeoutMillis() {
    return -1;
  }

  @Override
  public void command(int nodeId, long position, int bytes) {
    throw new AssertionError("a command");
  }

  @Override
  public void castCommand(int nodeId, long generation, long position, int bytes) {
    throw new AssertionError("a command");
  }
}
