package dev.smtap.cli;

import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.node.Allowed;
import dev.smtap.node.Fault;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
  private static final int MOST_BYTES = 1_000_000;

  /** What some editors write in front: nothing that anybody sees. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private static final Set<String> KEYS =
      Set.of(
          "facility",
          "partition",
          "control",
          "metrics",
          "snmp",
          "mtu",
          "slots",
          "offloads",
          "busy-poll",
          "spin",
          "nodes",
          "multicast-rings",
          "cast-slots",
          "node");

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
    ConfigErrors errors = new ConfigErrors();
    ConfigFile config = parse(file, errors);
    List<ConfigError> all = errors.inOrder();
    if (!all.isEmpty()) {
      throw all.getFirst().failure(file, all.size() - 1);
    }
    return config;
  }

  /**
   * Reads a file for what is wrong in it.
   *
   * @return what is wrong, by line
   * @throws SystemException if it cannot be read
   */
  static List<ConfigError> check(Path file) throws SystemException {
    ConfigErrors errors = new ConfigErrors();
    parse(file, errors);
    return errors.inOrder();
  }

  /** The same, and what is wrong in the file of passphrases that it leads to. */
  static List<ConfigError> checkWithSecrets(Path file) throws SystemException {
    ConfigErrors errors = new ConfigErrors();
    root(file, errors)
        .ifPresent(root -> {
          var _ = parse(root);
          root.table("snmp").ifPresent(each -> new SnmpTable(each).checkSecrets());
        });
    return errors.inOrder();
  }

  private static ConfigFile parse(Path file, ConfigErrors errors) throws SystemException {
    return root(file, errors)
        .map(ConfigFile::parse)
        .orElseGet(() -> new ConfigFile(Settings.NONE, List.of()));
  }

  private static ConfigFile parse(ConfigTable root) {
    root.check(KEYS);
    return new ConfigFile(settings(root), NodeTables.read(root));
  }

  /** What stands in it, if it is TOML. */
  private static Optional<ConfigTable> root(Path file, ConfigErrors errors) throws SystemException {
    TomlParseResult parsed = Toml.parse(content(file));
    for (TomlParseError each : parsed.errors()) {
      errors.add(
          new ConfigError(
              each.position().line(), String.valueOf(each.getMessage()), "correct this line"));
    }
    // What stands behind the first of them may mean something else once that is mended.
    return parsed.hasErrors() ? Optional.empty() : Optional.of(ConfigTable.root(errors, parsed));
  }

  private static String content(Path file) throws SystemException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw unusable(file, "it has more than 1 MB", "check --config");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (SystemException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is no such file", "check --config");
    } catch (CharacterCodingException e) {
      throw unusable(file, "it is not text in UTF-8", "write it as UTF-8");
    } catch (IOException e) {
      throw unusable(file, FileReason.of(e), "check that it can be read");
    }
  }

  private static SystemException unusable(Path file, String why, String advice) {
    return SystemException.because("use configuration file", file.toString(), why, advice);
  }

  private static Settings settings(ConfigTable root) {
    return new Settings(
        path(root, "facility"),
        root.text("partition", Allowed::partition),
        path(root, "control"),
        metrics(root),
        root.table("snmp").map(each -> new SnmpTable(each).config()).orElse(SnmpConfig.NONE),
        root.number("mtu", Allowed::mtu),
        root.number("slots", Allowed::slots),
        offloads(root),
        root.truth("busy-poll"),
        root.number("spin", Allowed::spin),
        root.number("nodes", Allowed::nodes),
        root.number("multicast-rings", Allowed::multicastRings),
        root.number("cast-slots", Allowed::castSlots));
  }

  /** An absolute path. */
  static Optional<Path> path(ConfigTable table, String key) {
    return table.text(key, ConfigFile::pathFault).map(Path::of);
  }

  private static Optional<Fault> pathFault(String text) {
    return text.startsWith("/") && text.indexOf('\0') < 0
        ? TypedPath.fault(text)
        : Optional.of(new Fault("is not an absolute path", "write the path of a directory from /"));
  }

  private static Optional<MetricsAddress> metrics(ConfigTable root) {
    return root.known("metrics", MetricsAddress::find, "write " + MetricsAddress.FORM);
  }

  private static Optional<Offloads> offloads(ConfigTable root) {
    return root.known(
        "offloads",
        Offloads::parse,
        "write \"on\", \"off\" or some of csum,tso4,tso6,tso-ecn,uso4,uso6");
  }
}
