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

  static String write(Map<Place, Integer> before) {
    return new TreeMap<>(before)
        .entrySet().stream()
            .map(each ->
                each.getKey().setting()
                    + " "
                    + each.getKey().ifindex()
                    + " "
                    + each.getValue()
                    + "\n")
            .collect(Collectors.joining());
  }

  static Map<Place, Integer> read(String text) {
    Map<Place, Integer> before = new TreeMap<>();
    text.lines().map(line -> line.split(" ", -1)).forEach(words -> take(words, before));
    return before;
  }

  private static void take(String[] words, Map<Place, Integer> before) {
    if (words.length != 3) {
      return;
    }
    Optional<Setting> setting = setting(words[0]);
    int ifindex = ClaimText.number(words[1]);
    if (setting.isEmpty() || setting.get().isOfInterface() != ifindex > 0) {
      return;
    }
    try {
      before.put(new Place(setting.get(), ifindex), Integer.parseInt(words[2]));
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
