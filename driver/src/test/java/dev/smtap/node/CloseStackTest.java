package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is closed when something cannot be. */
class CloseStackTest {
  private final List<String> closed = new ArrayList<>();
  private final CloseStack stack = new CloseStack();

  @Test
  void closesTheLastFirstAndGoesOnAfterAFailure() {
    stack.push(() -> closed.add("first"));
    stack.push(() -> {
      throw SystemException.because("close", "this", "of the test", "nothing");
    });
    stack.push(() -> closed.add("last"));
    stack.close();
    assertThat(closed).containsExactly("last", "first");
  }

  @Test
  void leavesOpenWhatAThreadStillUses() {
    stack.push(() -> closed.add("section"));
    stack.push(() -> {
      throw new CloseStack.StillInUse("receiver");
    });
    stack.push(() -> closed.add("links"));
    stack.close();
    stack.close();
    assertThat(closed).containsExactly("links");
  }
}
