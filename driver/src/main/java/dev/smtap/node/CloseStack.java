package dev.smtap.node;

import dev.smtap.posix.SystemException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things to close, last opened first. A failure to close one is logged, and the others are closed
 * all the same, but when a thread still uses them: nothing is unmapped under it. One thread.
 */
final class CloseStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

  /** Something that can be closed. */
  interface Closing {
    void close() throws SystemException;
  }

  /** A thread still uses what is below on the stack, which must stay open with it. */
  static final class StillInUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    StillInUse(String thread) {
      super(
          "thread "
              + thread
              + " does not end: what it uses stays open; this is a bug, please report it");
    }
  }

  private final Deque<Closing> stack = new ArrayDeque<>();

  /** Remembers to close something. */
  void push(Closing closing) {
    stack.push(closing);
  }

  @Override
  public void close() {
    while (!stack.isEmpty()) {
      try {
        stack.pop().close();
      } catch (SystemException e) {
        LOG.warn("{}", e.getMessage());
      } catch (StillInUse e) {
        LOG.error("{}", e.getMessage());
        stack.clear();
      } catch (InternalError e) {
        LOG.warn("a section was truncated while it was closed");
      }
    }
  }
}
