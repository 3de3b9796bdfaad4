package dev.smtap.lab;

import java.util.List;
import java.util.stream.Stream;

/** Callers of both global addresses of a network at once. */
record CallerLoads(CallerLoad ip4, CallerLoad ip6) implements AutoCloseable {
  private static final int CALLERS_OF_EACH = 3;

  /** Starts them. */
  static CallerLoads start(Netns from, int port) {
    return new CallerLoads(
        new CallerLoad(from, Globals.IP4, port, CALLERS_OF_EACH),
        new CallerLoad(from, Globals.IP6, port, CALLERS_OF_EACH));
  }

  private Stream<CallerLoad> both() {
    return Stream.of(ip4, ip6);
  }

  /** A node is being disturbed. */
  void disturbed(int id) {
    both().forEach(each -> each.disturbed(id));
  }

  /** A node is well again. */
  void undisturbed(int id) {
    both().forEach(each -> each.undisturbed(id));
  }

  /** What went wrong so far. */
  List<String> faults() {
    return both().flatMap(each -> each.faults().stream()).toList();
  }

  /** How many calls a node has served to the end, of those to the address that had fewer. */
  int callsTo(int id) {
    return Math.min(ip4.callsTo(id), ip6.callsTo(id));
  }

  /** When the last call that a node answered began, as {@link System#currentTimeMillis} has it. */
  long lastBegunTo(int id) {
    return Math.max(ip4.lastBegunTo(id), ip6.lastBegunTo(id));
  }

  /** Lets some time go by in which calls to both are made. */
  void goesOnFor(long millis) {
    long start = System.currentTimeMillis();
    ip4.goesOnFor(millis);
    ip6.goesOnFor(millis - (System.currentTimeMillis() - start));
  }

  /** Ends; calls that are under way are ended. */
  void stop() {
    both().forEach(CallerLoad::stop);
  }

  @Override
  public void close() {
    stop();
  }
}
