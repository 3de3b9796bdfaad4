package dev.smtap.node;

import dev.smtap.posix.NamespaceWatch;
import dev.smtap.posix.SystemException;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel tell when namespaces end, so that a node at rest notices, too: of a process's by
 * its pidfd, of a named one's by its directory. Control thread only.
 */
final class NamespaceEnds {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceEnds.class);

  private final PollSet polls;
  private final FacilityWatch names;
  private final Set<NamespaceWatch> untold = new HashSet<>();

  /** Names are watched together with the partition: a user has few inotify instances. */
  NamespaceEnds(PollSet polls, FacilityWatch names) {
    this.polls = polls;
    this.names = names;
  }

  /**
   * Hears of the end of one more namespace.
   *
   * @param look what to do when its process has ended; of names {@link FacilityWatch} tells
   */
  void hear(NamespaceWatch watch, Runnable look) {
    if (watch.canBeGone() && !tryToHear(watch, look)) {
      untold.add(watch);
    }
  }

  private boolean tryToHear(NamespaceWatch watch, Runnable look) {
    OptionalInt fd = watch.fd();
    if (fd.isEmpty()) {
      return names.watchNames(watch.directories());
    }
    try {
      polls.add(fd.getAsInt(), look);
      return true;
    } catch (SystemException e) {
      LOG.debug("{}", e.getMessage());
      return false;
    }
  }

  /** To be called before the namespace is closed. */
  void forget(NamespaceWatch watch) {
    watch.fd().ifPresent(polls::remove);
    untold.remove(watch);
  }

  /** Whether the kernel tells of the end of all of them; if not, somebody has to look. */
  boolean areAllTold() {
    return untold.isEmpty();
  }
}
