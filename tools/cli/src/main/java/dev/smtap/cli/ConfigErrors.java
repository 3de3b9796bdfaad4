package dev.smtap.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong in a configuration file. One thread. */
final class ConfigErrors {
  private final List<ConfigError> found = new ArrayList<>();

  void add(ConfigError error) {
    found.add(error);
  }

  /** All, by line. */
  List<ConfigError> inOrder() {
    return found.stream().sorted(Comparator.comparingInt(ConfigError::line)).toList();
  }
}
