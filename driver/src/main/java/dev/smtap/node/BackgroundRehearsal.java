package dev.smtap.node;

import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Rehearsal} beside the nodes that run. Any thread. */
public final class BackgroundRehearsal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundRehearsal.class);

  private final Rehearsal rehearsal;
  private final Thread thread;

  private BackgroundRehearsal(Path root) {
    this.rehearsal = new Rehearsal(root);
    this.thread = Thread.ofPlatform().name("smtap-rehearsal").daemon().unstarted(this::run);
  }

  /** Begins one that makes its partition below {@code root}. */
  public static BackgroundRehearsal begin(Path root) {
    BackgroundRehearsal begun = new BackgroundRehearsal(root);
    begun.thread.start();
    return begun;
  }

  /** Without it nodes only become fast later: no reason to bother anybody. */
  private void run() {
    try {
      LOG.debug("rehearsed with {} frames", rehearsal.run(Rehearsal.ROUNDS));
    } catch (SystemException e) {
      LOG.debug("could not rehearse: {}", e.getMessage());
    }
  }

  /** Ends it; returns when nothing of it is left. */
  @Override
  public void close() {
    rehearsal.stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
