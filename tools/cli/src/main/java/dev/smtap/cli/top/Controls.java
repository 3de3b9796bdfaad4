package dev.smtap.cli.top;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the user has chosen with keys. One thread. */
final class Controls {
  /** Seconds between readings that + and - lead through. */
  private static final List<Double> INTERVALS = List.of(0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0);

  private static final int PAGE = 10;
  private static final int FAR = 1_000_000;

  private final Map<Tab, View> views = new EnumMap<>(Tab.class);
  private Tab tab = Tab.NODES;
  private Unit unit = Unit.BITS;
  private String network = "";
  private double seconds;
  private boolean isPaused;
  private boolean isHelp;
  private boolean isEnded;

  /** As it begins, with so many seconds between readings. */
  Controls(double seconds) {
    this.seconds = seconds;
  }

  /**
   * Does what a key is for; nothing if it is for nothing. The networks are those that there are.
   */
  void press(String key, List<String> networks) {
    if (isHelp && !key.equals("q") && !key.equals("ctrl-c")) {
      isHelp = false;
      return;
    }
    switch (key) {
      case "q", "Q", "ctrl-c", "ctrl-d" -> isEnded = true;
      case "?", "h", "H", "f1" -> isHelp = true;
      case "1", "2", "3", "4", "5" -> tab = Tab.values()[Integer.parseInt(key) - 1];
      case "tab" -> tab = tab.plus(1);
      case "back-tab" -> tab = tab.plus(-1);
      case "p", " " -> isPaused = !isPaused;
      case "+", "=" -> seconds = step(1);
      case "-" -> seconds = step(-1);
      case "u" -> unit = unit.other();
      case "n" -> network = next(networks);
      default -> views.put(tab, move(key, view()));
    }
  }

  private static View move(String key, View view) {
    return switch (key) {
      case "s", ">" -> view.sorted(1);
      case "S", "<" -> view.sorted(-1);
      case "r" -> view.reversed();
      case "down", "j" -> view.moved(1, 0);
      case "up", "k" -> view.moved(-1, 0);
      case "right", "l" -> view.moved(0, 1);
      case "left" -> view.moved(0, -1);
      case "page-down" -> view.moved(PAGE, 0);
      case "page-up" -> view.moved(-PAGE, 0);
      case "home" -> view.moved(-FAR, -FAR);
      default -> view;
    };
  }

  /** The next longer or shorter interval, the same if there is none. */
  private double step(int direction) {
    List<Double> steps = direction > 0 ? INTERVALS : INTERVALS.reversed();
    return steps.stream()
        .filter(each -> (each - seconds) * direction > 0)
        .findFirst()
        .orElse(seconds);
  }

  /** All networks, then each of them. */
  private String next(List<String> networks) {
    int following = network.isEmpty() ? 0 : networks.indexOf(network) + 1;
    boolean isThere = following < networks.size() && (network.isEmpty() || following > 0);
    return isThere ? networks.get(following) : "";
  }

  /** Goes back to where there is something: not further than the last row and column. */
  void stayWithin(int rows, int columns) {
    View view = view();
    views.put(
        tab,
        new View(
            view.sort(),
            view.isReversed(),
            Math.clamp(view.down(), 0, Math.max(0, rows - 1)),
            Math.clamp(view.right(), 0, Math.max(0, columns - 1))));
  }

  Tab tab() {
    return tab;
  }

  View view() {
    return views.getOrDefault(tab, View.USUAL);
  }

  Unit unit() {
    return unit;
  }

  /** The network that is shown in the matrix, empty for all. */
  String network() {
    return network;
  }

  /** Seconds between readings. */
  double seconds() {
    return seconds;
  }

  boolean isPaused() {
    return isPaused;
  }

  boolean isHelp() {
    return isHelp;
  }

  /** Whether the user has had enough. */
  boolean isEnded() {
    return isEnded;
  }
}
