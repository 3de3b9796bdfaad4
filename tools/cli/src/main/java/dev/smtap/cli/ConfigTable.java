package dev.smtap.cli;

import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A table of the configuration file. Every error names file, line and key, what is wrong and what
 * would be right.
 *
 * @param file the file, for errors
 * @param name how the table is called there, empty for the whole file
 * @param table what stands in it
 */
record ConfigTable(Path file, String name, TomlTable table) {

  /** Refuses keys that are not known here. */
  void check(Set<String> known) throws SystemException {
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        throw wrong(
            key, "there is no such key", "known here are " + String.join(", ", sorted(known)));
      }
    }
  }

  private static List<String> sorted(Set<String> keys) {
    return keys.stream().sorted().toList();
  }

  /** Whether a key is there. */
  boolean has(String key) {
    return table.contains(List.of(key));
  }

  Optional<String> text(String key) throws SystemException {
    return value(key, String.class, "a text in quotes");
  }

  Optional<Boolean> truth(String key) throws SystemException {
    return value(key, Boolean.class, "true or false");
  }

  Optional<Integer> number(String key) throws SystemException {
    Optional<Long> value = value(key, Long.class, "a whole number");
    if (value.isPresent() && value.get() != value.get().intValue()) {
      throw wrong(key, value.get() + " is too large", "write a smaller number");
    }
    return value.map(Long::intValue);
  }

  /** The text of a key that must be there. */
  String requiredText(String key) throws SystemException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      throw error("[" + name + "] has no " + key, "add " + key + " = \"...\"");
    }
    return text.get();
  }

  /** The number of a key that must be there; what it can be is for the error. */
  int requiredNumber(String key, String range) throws SystemException {
    Optional<Integer> number = number(key);
    if (number.isEmpty()) {
      throw error("[" + name + "] has no " + key, "add " + key + " = " + range);
    }
    return number.get();
  }

  private <T> Optional<T> value(String key, Class<T> type, String wanted) throws SystemException {
    Object value = table.get(List.of(key));
    if (value != null && !type.isInstance(value)) {
      throw wrong(key, "it is " + kind(value), "write " + wanted);
    }
    return Optional.ofNullable(type.cast(value));
  }

  /** The tables of an array of tables, {@code [[name]]}. */
  List<ConfigTable> tables(String key) throws SystemException {
    String path = name.isEmpty() ? key : name + "." + key;
    TomlArray array = value(key, TomlArray.class, "tables as [[" + path + "]]").orElse(null);
    List<ConfigTable> tables = new ArrayList<>();
    for (int i = 0; array != null && i < array.size(); i++) {
      if (!(array.get(i) instanceof TomlTable each)) {
        throw wrong(key, "it is not an array of tables", "write tables as [[" + path + "]]");
      }
      tables.add(new ConfigTable(file, path, each));
    }
    return tables;
  }

  private static String kind(Object value) {
    return switch (value) {
      case String _ -> "a text";
      case Long _ -> "a whole number";
      case Boolean _ -> "true or false";
      case TomlArray _ -> "a list";
      case TomlTable _ -> "a table";
      default -> "something else (" + value + ")";
    };
  }

  /** The error for a key. */
  SystemException wrong(String key, String why, String advice) {
    TomlPosition position = Objects.requireNonNull(table.inputPositionOf(List.of(key)));
    return error("line " + position.line() + ", key '" + key + "': " + why, advice);
  }

  private SystemException error(String why, String advice) {
    return SystemException.because("use configuration file", file.toString(), why, advice);
  }
}
