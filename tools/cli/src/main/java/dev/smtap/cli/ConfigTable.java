package dev.smtap.cli;

import dev.smtap.node.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A table of the configuration file. What is wrong in it is collected, and left out of what it
 * returns; every error names line and key, what is wrong and what would be right.
 *
 * @param errors collects what is wrong
 * @param name how the table is called there, empty for the whole file
 * @param line where it begins
 * @param table what stands in it
 */
record ConfigTable(ConfigErrors errors, String name, int line, TomlTable table) {

  /** The whole file. */
  static ConfigTable root(ConfigErrors errors, TomlTable table) {
    return new ConfigTable(errors, "", 1, table);
  }

  /** Refuses keys that are not known here. */
  void check(Set<String> known) {
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        wrong(key, "there is no such key", "known here are " + String.join(", ", sorted(known)));
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

  Optional<String> text(String key) {
    return value(key, String.class, "a text in quotes");
  }

  /** A text that must have a form. */
  Optional<String> text(String key, Function<String, Optional<Fault>> check) {
    return checked(key, text(key), check, text -> "'" + text + "'");
  }

  /**
   * A text that stands for something; {@code otherwise} is what is wrong with one that does not.
   */
  <T> Optional<T> parsed(String key, Function<String, Optional<T>> find, Fault otherwise) {
    Optional<String> text = text(key);
    Optional<T> found = text.flatMap(find);
    if (text.isPresent() && found.isEmpty()) {
      wrong(key, "'" + text.get() + "' " + otherwise.why(), otherwise.advice());
    }
    return found;
  }

  /** One of the texts that are known. */
  <T> Optional<T> known(String key, Function<String, Optional<T>> find, String advice) {
    return parsed(key, find, new Fault("is not known", advice));
  }

  /** One of some values, as they say themselves. */
  <T> Optional<T> one(String key, T[] values) {
    List<String> words = Arrays.stream(values).map(String::valueOf).toList();
    return known(
        key,
        text -> words.contains(text) ? Optional.of(values[words.indexOf(text)]) : Optional.empty(),
        "write one of " + String.join(", ", words));
  }

  Optional<Boolean> truth(String key) {
    return value(key, Boolean.class, "true or false");
  }

  Optional<Integer> number(String key) {
    Optional<Long> value = value(key, Long.class, "a whole number");
    if (value.isPresent() && value.get() != value.get().intValue()) {
      wrong(key, value.get() + " is too large", "write a smaller number");
      return Optional.empty();
    }
    return value.map(Long::intValue);
  }

  /** A number that must be in a range. */
  Optional<Integer> number(String key, Function<Integer, Optional<Fault>> check) {
    return checked(key, number(key), check, String::valueOf);
  }

  private <T> Optional<T> checked(
      String key,
      Optional<T> value,
      Function<T, Optional<Fault>> check,
      Function<T, String> words) {
    Optional<Fault> fault = value.flatMap(check);
    if (value.isPresent() && fault.isPresent()) {
      wrong(key, words.apply(value.get()) + " " + fault.get().why(), fault.get().advice());
      return Optional.empty();
    }
    return value;
  }

  /** Whether a key that must be there is; what it is like is for the error. */
  boolean requires(String key, String form) {
    if (!has(key)) {
      missing("no " + key, "add " + key + " = " + form);
    }
    return has(key);
  }

  private <T> Optional<T> value(String key, Class<T> type, String wanted) {
    Object value = table.get(List.of(key));
    if (value != null && !type.isInstance(value)) {
      wrong(key, "it is " + kind(value), "write " + wanted);
      return Optional.empty();
    }
    return Optional.ofNullable(type.cast(value));
  }

  /** The tables of an array of tables, {@code [[name]]}. */
  List<ConfigTable> tables(String key) {
    String path = name.isEmpty() ? key : name + "." + key;
    TomlArray array = value(key, TomlArray.class, "tables as [[" + path + "]]").orElse(null);
    List<ConfigTable> tables = new ArrayList<>();
    for (int i = 0; array != null && i < array.size(); i++) {
      if (array.get(i) instanceof TomlTable each) {
        tables.add(new ConfigTable(errors, path, lineOf(array.inputPositionOf(i)), each));
      } else {
        wrong(key, "it is not an array of tables", "write tables as [[" + path + "]]");
        return List.of();
      }
    }
    return tables;
  }

  /** A table in this one, {@code [name]}. */
  Optional<ConfigTable> table(String key) {
    String path = name.isEmpty() ? key : name + "." + key;
    return value(key, TomlTable.class, "a table as [" + path + "]")
        .map(each ->
            new ConfigTable(errors, path, lineOf(table.inputPositionOf(List.of(key))), each));
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

  /** Tells what is wrong with a key. */
  void wrong(String key, String why, String advice) {
    errors.add(new ConfigError(lineOf(key), "key '" + key + "': " + why, advice));
  }

  /** Tells what the table lacks. */
  void missing(String what, String advice) {
    errors.add(new ConfigError(line, "[" + name + "] has " + what, advice));
  }

  /** The line of a key, or that of the table if the key is not in it. */
  int lineOf(String key) {
    return has(key) ? lineOf(table.inputPositionOf(List.of(key))) : line;
  }

  private int lineOf(@Nullable TomlPosition position) {
    return position == null ? line : position.line();
  }
}
