package dev.smtap.node;

import dev.smtap.posix.SystemException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things to close, last opened first. A failure to close one is logged, and the others are closed
 * all the same. One thread.
 */
final class CloseStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

  /** Something that can be closed. */
  interface Closing {
    void close() throws SystemException;
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
      } catch (InternalError e) {
        LOG.warn("a section was truncated while it was closed");
      }
    }
  }
}
