package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * The configuration file (TOML 1.0): keys for all nodes, one {@code [[node]]} a node, in it one
 * {@code [[node.local]]} an interface on a local network and one {@code [[node.global]]} an
 * interface on a global one.
 *
 * @param settings what is set for all nodes
 * @param nodes the nodes
 */
record ConfigFile(Settings settings, List<NodeSettings> nodes) {
  private static final Set<String> KEYS =
      Set.of(
          "facility",
          "partition",
          "control",
          "mtu",
          "slots",
          "offloads",
          "busy-poll",
          "spin",
          "nodes",
          "multicast-rings",
          "cast-slots",
          "node");
  private static final Set<String> NODE_KEYS = Set.of("id", "netns", "local", "global");
  private static final Set<String> ADAPTER_KEYS = Set.of("interface", "network", "mtu", "slots");

  /**
   * Reads the file that a flag names, or the usual one if there is one.
   *
   * @param named the file of the flag, or null
   */
  static Optional<ConfigFile> read(@Nullable Path named, Path usual) throws SystemException {
    if (named != null) {
      return Optional.of(read(named));
    }
    return Files.exists(usual) ? Optional.of(read(usual)) : Optional.empty();
  }

  private static ConfigFile read(Path file) throws SystemException {
    TomlParseResult parsed = Toml.parse(content(file));
    if (parsed.hasErrors()) {
      TomlParseError first = parsed.errors().getFirst();
      throw unusable(
          file, "line " + first.position().line() + ": " + first.getMessage(), "correct this line");
    }
    ConfigTable root = new ConfigTable(file, "", parsed);
    root.check(KEYS);
    return new ConfigFile(settings(root), nodes(root));
  }

  private static String content(Path file) throws SystemException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is no such file", "check --config");
    } catch (CharacterCodingException e) {
      throw unusable(file, "it is not text in UTF-8", "write it as UTF-8");
    } catch (IOException e) {
      throw unusable(file, String.valueOf(e.getMessage()), "check that it can be read");
    }
  }

  private static SystemException unusable(Path file, String why, String advice) {
    return SystemException.because("use configuration file", file.toString(), why, advice);
  }

  private static Settings settings(ConfigTable root) throws SystemException {
    return new Settings(
        root.text("facility").map(Path::of),
        root.text("partition"),
        root.text("control").map(Path::of),
        root.number("mtu"),
        root.number("slots"),
        offloads(root),
        root.truth("busy-poll"),
        root.number("spin"),
        root.number("nodes"),
        root.number("multicast-rings"),
        root.number("cast-slots"));
  }

  private static Optional<Offloads> offloads(ConfigTable root) throws SystemException {
    Optional<String> text = root.text("offloads");
    Optional<Offloads> offloads = text.flatMap(Offloads::parse);
    if (text.isPresent() && offloads.isEmpty()) {
      throw root.wrong(
          "offloads",
          "'" + text.get() + "' is not known",
          "write \"on\", \"off\" or some of csum,tso4,tso6,tso-ecn,uso4,uso6");
    }
    return offloads;
  }

  private static List<NodeSettings> nodes(ConfigTable root) throws SystemException {
    List<NodeSettings> nodes = new ArrayList<>();
    for (ConfigTable node : root.tables("node")) {
      node.check(NODE_KEYS);
      List<AdapterSettings> adapters = new ArrayList<>();
      adapters.addAll(adapters(node, NetworkKind.LOCAL));
      adapters.addAll(adapters(node, NetworkKind.GLOBAL));
      nodes.add(
          new NodeSettings(node.number("id").orElse(0), node.text("netns").orElse(""), adapters));
    }
    return nodes;
  }

  private static List<AdapterSettings> adapters(ConfigTable node, NetworkKind kind)
      throws SystemException {
    List<AdapterSettings> adapters = new ArrayList<>();
    for (ConfigTable each : node.tables(kind.toString())) {
      adapters.add(adapter(each, kind));
    }
    return adapters;
  }

  private static AdapterSettings adapter(ConfigTable table, NetworkKind kind)
      throws SystemException {
    GlobalTable global = new GlobalTable(table);
    global.check(kind, ADAPTER_KEYS);
    String interfaceName = table.requiredText("interface");
    return new AdapterSettings(
        kind,
        interfaceName,
        table.text("network").orElse(interfaceName),
        optional(table.number("mtu")),
        optional(table.number("slots")),
        optional(table.number("flows")),
        global.settings());
  }

  private static OptionalInt optional(Optional<Integer> number) {
    return number.map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
