package dev.smtap.node;

import dev.smtap.facility.CapturePlace;
import dev.smtap.local.Capture;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns capturing on as long as somebody holds a lease, which is a connection to the control
 * socket, and off with the last one. Several leases share the capture rings: these hold what any of
 * them wants. Control thread only.
 */
final class CaptureFollower {
  /** Leases at once. */
  static final int MOST_LEASES = 8;

  private static final Logger LOG = LoggerFactory.getLogger(CaptureFollower.class);

  private final CapturePlace place;
  private final List<RunningAdapter> adapters;
  private final Capture.Clock clock = new Capture.Clock();
  private final List<CaptureWish> leases = new ArrayList<>();
  private final Map<RunningAdapter, Capture> captures = new LinkedHashMap<>();
  private List<Passes> leaving = List.of();
  private boolean haveLeftOnce;

  /**
   * Captures nothing yet.
   *
   * @param adapters all of the node; the list may be filled later
   */
  CaptureFollower(CapturePlace place, List<RunningAdapter> adapters) {
    this.place = place;
    this.adapters = adapters;
  }

  /** Somebody wants frames, until {@link #end}. An error changes nothing. */
  void begin(CaptureWish wish) throws SystemException {
    if (adapters.stream().noneMatch(each -> wish.isAbout(nameOf(each)) && !each.isClosed())) {
      throw SystemException.because(
          "capture from", wish.interfaceName(), "this node has no such interface", "");
    }
    if (leases.size() == MOST_LEASES) {
      throw SystemException.because(
          "capture", "this node", MOST_LEASES + " others capture already", "");
    }
    if (!place.isOpen()) {
      clock.set();
      place.open(wish.ringBytes());
      for (RunningAdapter each : adapters) {
        captures.put(each, writers(each));
      }
    }
    leases.add(wish);
    leaving = List.of();
    tell();
  }

  private Capture writers(RunningAdapter running) {
    int index = running.adapter().info().index();
    return new Capture(
        place.writer(CaptureDescriptor.ring(index, false)),
        place.writer(CaptureDescriptor.ring(index, true)),
        clock,
        0);
  }

  private static String nameOf(RunningAdapter running) {
    return running.adapter().entry().interfaceName();
  }

  /** Somebody wants no more, or is gone. */
  void end(CaptureWish wish) {
    if (leases.remove(wish)) {
      tell();
      if (leases.isEmpty()) {
        haveLeftOnce = false;
        askToLeave();
      }
    }
  }

  /** Lets both threads of each adapter know what is wanted of it now. */
  private void tell() {
    captures.forEach((running, capture) -> {
      int mostBytes =
          leases.stream()
              .filter(each -> each.isAbout(nameOf(running)))
              .mapToInt(CaptureWish::mostBytes)
              .max()
              .orElse(0);
      running.adapter().setCapture(mostBytes == 0 ? null : capture.keeping(mostBytes));
    });
    wakeAll();
  }

  private void wakeAll() {
    adapters.forEach(RunningAdapter::wakeThreads);
  }

  /** Whether nobody captures, and nothing is left to be given back. */
  boolean isIdle() {
    return !place.isOpen();
  }

  /** At each tick: follows the clock, and gives memory back that no thread uses any more. */
  void tick() {
    if (!place.isOpen()) {
      return;
    }
    clock.set();
    if (leases.isEmpty()) {
      leave();
    }
  }

  /**
   * Threads look for a change behind the count of their passes, but a receiver's bell is no
   * volatile word: the pass after the next one is sure to have seen it.
   */
  private void leave() {
    if (!leaving.stream().allMatch(Passes::bothWentOn)) {
      wakeAll();
    } else if (!haveLeftOnce) {
      haveLeftOnce = true;
      askToLeave();
    } else {
      captures.clear();
      try {
        place.close();
      } catch (SystemException e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }

  private void askToLeave() {
    leaving = adapters.stream().map(Passes::of).toList();
    wakeAll();
  }
}
