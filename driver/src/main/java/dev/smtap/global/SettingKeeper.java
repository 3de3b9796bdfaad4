package dev.smtap.global;

import dev.smtap.global.Remembered.Change;
import dev.smtap.global.Remembered.Place;
import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Sets the kernel's settings as interception needs them, and restores them. What they were before
 * is written down before anything is changed, for a driver that is killed. On a thread in the
 * namespace, in one's turn.
 */
final class SettingKeeper {
  private static final int LONGEST_VALUE = 32;

  private final Path file;
  private final RouteSocket links;
  private final Map<Place, Change> changes;

  SettingKeeper(Path file, RouteSocket links) throws SystemException {
    this.file = file;
    this.links = links;
    this.changes = Remembered.read(text(file).orElse(""));
  }

  /** Makes them what they must be; a value that somebody set meanwhile is the one to restore. */
  void set(Map<Place, Integer> wanted) throws SystemException {
    for (Map.Entry<Place, Integer> each : wanted.entrySet()) {
      Place place = each.getKey();
      int value = each.getValue();
      Optional<Found> now = look(place);
      if (now.isPresent() && now.get().value != value) {
        changes.put(place, new Change(valueToRestore(place, now.get().value), value));
        save();
        write(now.get().path, place.setting().format(value));
      }
    }
  }

  private int valueToRestore(Place place, int now) {
    Change last = changes.get(place);
    return last != null && last.set() == now ? last.before() : now;
  }

  /**
   * Restores those that are not wanted any more. One that is not as it was set here is somebody
   * else's by now, and stays.
   */
  void restoreAllBut(Map<Place, Integer> wanted) throws SystemException {
    for (Map.Entry<Place, Change> each : Map.copyOf(changes).entrySet()) {
      Place place = each.getKey();
      if (wanted.containsKey(place)) {
        continue;
      }
      Optional<Found> now = look(place);
      if (now.isPresent() && now.get().value == each.getValue().set()) {
        write(now.get().path, place.setting().format(each.getValue().before()));
      }
      changes.remove(place);
      save();
    }
  }

  /** Those that are not what they must be. */
  List<Inspection.WrongSetting> wrong(Map<Place, Integer> wanted) throws SystemException {
    List<Inspection.WrongSetting> found = new ArrayList<>();
    for (Map.Entry<Place, Integer> each : wanted.entrySet()) {
      Setting setting = each.getKey().setting();
      int value = each.getValue();
      look(each.getKey())
          .filter(now -> now.value != value)
          .map(now ->
              new Inspection.WrongSetting(
                  now.name(), setting.format(now.value), setting.format(value)))
          .ifPresent(found::add);
    }
    return found;
  }

  /** Those that {@link #restoreAllBut} would restore, in words. */
  List<String> leftBehind(Map<Place, Integer> wanted) throws SystemException {
    List<String> found = new ArrayList<>();
    for (Map.Entry<Place, Change> each : changes.entrySet()) {
      Place place = each.getKey();
      Change change = each.getValue();
      Optional<Found> now = wanted.containsKey(place) ? Optional.empty() : look(place);
      now.filter(it -> it.value == change.set())
          .map(it -> leftBehind(it.name(), place.setting(), change))
          .ifPresent(found::add);
    }
    return found;
  }

  private static String leftBehind(String name, Setting setting, Change change) {
    return name
        + "="
        + setting.format(change.set())
        + ", which was "
        + setting.format(change.before());
  }

  /** What a setting is at present. */
  private record Found(Path path, int value) {
    String name() {
      return Setting.name(path);
    }
  }

  /** Empty if its interface is gone, or this kernel does not have it. */
  private Optional<Found> look(Place place) throws SystemException {
    Optional<Path> path = find(place);
    OptionalInt value = path.isEmpty() ? OptionalInt.empty() : read(place.setting(), path.get());
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(new Found(path.get(), value.getAsInt()));
  }

  /** Where a setting is at present, or empty if its interface is gone. */
  private Optional<Path> find(Place place) throws SystemException {
    if (!place.setting().isOfInterface()) {
      return Optional.of(place.setting().file(""));
    }
    return links.getLink(place.ifindex()).map(LinkState::name).map(place.setting()::file);
  }

  /** Its value, or empty if this kernel does not have it. */
  private static OptionalInt read(Setting setting, Path path) throws SystemException {
    // In one read: the kernel gives nothing from the second on, and readAllBytes begins with one
    // byte, because the file seems to be empty.
    byte[] bytes = new byte[LONGEST_VALUE];
    try (InputStream file = Files.newInputStream(path)) {
      int length = Math.max(0, file.read(bytes));
      String value = new String(bytes, 0, length, StandardCharsets.US_ASCII).strip();
      return OptionalInt.of(setting.parse(value));
    } catch (NoSuchFileException | NumberFormatException _) {
      return OptionalInt.empty();
    } catch (IOException e) {
      throw SharedState.failure("read", path, e);
    }
  }

  private static void write(Path setting, String value) throws SystemException {
    try {
      Files.writeString(setting, value + "\n");
    } catch (IOException e) {
      String name = Setting.name(setting);
      throw SystemException.because(
          "set",
          name + " to " + value,
          String.valueOf(e.getMessage()),
          "set it yourself with 'sysctl -w \"" + name + "=" + value + "\"' where that is allowed");
    }
  }

  private void save() throws SystemException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      if (changes.isEmpty()) {
        Files.deleteIfExists(file);
        return;
      }
      Files.writeString(unfinished, Remembered.write(new TreeMap<>(changes)));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw SharedState.failure("write", file, e);
    }
  }

  private static Optional<String> text(Path file) throws SystemException {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw SharedState.failure("read", file, e);
    }
  }
}
