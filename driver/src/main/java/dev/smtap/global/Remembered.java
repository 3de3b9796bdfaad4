package dev.smtap.global;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Settings that were changed, with what they were before, as text of one line each. Lines that make
 * no sense are passed over: only known settings are ever restored. Pure functions.
 */
final class Remembered {
  private Remembered() {}

  /**
   * One setting of one interface.
   *
   * @param ifindex the interface, which keeps its number when it is renamed; 0 for the namespace
   */
  record Place(Setting setting, int ifindex) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int bySetting = setting.compareTo(other.setting);
      return bySetting != 0 ? bySetting : Integer.compare(ifindex, other.ifindex);
    }
  }

  /**
   * What was changed.
   *
   * @param before what it was, to be restored
   * @param set what it was set to
   */
  record Change(int before, int set) {}

  static String write(Map<Place, Change> changes) {
    return new TreeMap<>(changes)
        .entrySet().stream()
            .map(each -> line(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
  }

  /** What it was set to is said where that is not always the same. */
  private static String line(Place place, Change change) {
    String set = change.set == place.setting.value() ? "" : " " + change.set;
    return place.setting + " " + place.ifindex + " " + change.before + set + "\n";
  }

  static Map<Place, Change> read(String text) {
    Map<Place, Change> changes = new TreeMap<>();
    text.lines().map(line -> line.split(" ", -1)).forEach(words -> take(words, changes));
    return changes;
  }

  private static void take(String[] words, Map<Place, Change> changes) {
    if (words.length != 3 && words.length != 4) {
      return;
    }
    Optional<Setting> setting = setting(words[0]);
    int ifindex = ClaimText.number(words[1]);
    if (setting.isEmpty() || setting.get().isOfInterface() != ifindex > 0) {
      return;
    }
    try {
      int set = words.length == 3 ? setting.get().value() : Integer.parseInt(words[3]);
      Change change = new Change(Integer.parseInt(words[2]), set);
      changes.put(new Place(setting.get(), ifindex), change);
    } catch (NumberFormatException _) {
      // Not a value that the kernel ever gave.
    }
  }

  private static Optional<Setting> setting(String name) {
    for (Setting each : Setting.values()) {
      if (each.name().equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
