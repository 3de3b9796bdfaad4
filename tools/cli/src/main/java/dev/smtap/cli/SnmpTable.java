package dev.smtap.cli;

import dev.smtap.cli.snmp.SecretsCheck;
import dev.smtap.cli.snmp.SnmpAddress;
import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.cli.snmp.SnmpTrap;
import dev.smtap.cli.snmp.SnmpUser;
import dev.smtap.node.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code [snmp]} of the configuration file says about the agent, with {@code [[snmp.user]]}
 * and {@code [[snmp.trap]]}.
 *
 * @param table the table
 */
record SnmpTable(ConfigTable table) {
  private static final Set<String> KEYS = Set.of("listen", "secrets", "state", "user", "trap");
  private static final Set<String> USER_KEYS = Set.of("name", "auth", "priv");
  private static final Set<String> TRAP_KEYS = Set.of("address", "user");

  SnmpConfig config() {
    table.check(KEYS);
    List<SnmpUser> users = users();
    if (table.has("listen") && table.tables("user").isEmpty()) {
      table.missing("no [[snmp.user]]", "add one with a name: nobody else may ask");
    }
    return new SnmpConfig(
        address(table, "listen"),
        ConfigFile.path(table, "secrets"),
        ConfigFile.path(table, "state"),
        users,
        traps(users));
  }

  /**
   * Looks whether an agent that is to run would find the passphrases of its users. What is wrong
   * with the table itself is not told again.
   */
  void checkSecrets() {
    ConfigTable quiet =
        new ConfigTable(new ConfigErrors(), table.name(), table.line(), table.table());
    SnmpConfig config = new SnmpTable(quiet).config();
    boolean isWanted = config.listen().isPresent() || config.secrets().isPresent();
    if (!isWanted || config.users().isEmpty()) {
      return;
    }
    Optional<Fault> ofFile = SecretsCheck.ofFile(config);
    if (ofFile.isPresent()) {
      String key = table.has("secrets") ? "secrets" : "listen";
      table.wrong(key, ofFile.get().why(), ofFile.get().advice());
      return;
    }
    for (SnmpUser user : config.users()) {
      SecretsCheck.ofUser(config, user)
          .ifPresent(fault -> tableOf(user).wrong("name", fault.why(), fault.advice()));
    }
  }

  private ConfigTable tableOf(SnmpUser user) {
    return table.tables("user").stream()
        .filter(each -> each.text("name").equals(Optional.of(user.name())))
        .findFirst()
        .orElse(table);
  }

  private static Optional<SnmpAddress> address(ConfigTable table, String key) {
    return table.parsed(
        key,
        SnmpAddress::find,
        new Fault("is no address with a port", "write " + SnmpAddress.FORM));
  }

  private List<SnmpUser> users() {
    List<SnmpUser> users = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigTable each : table.tables("user")) {
      each.check(USER_KEYS);
      SnmpUser.Auth auth = each.one("auth", SnmpUser.Auth.values()).orElse(SnmpUser.Auth.SHA_256);
      SnmpUser.Priv priv = each.one("priv", SnmpUser.Priv.values()).orElse(SnmpUser.Priv.AES_128);
      if (each.requires("name", "\"monitor\"")) {
        Optional<String> name = each.text("name", SnmpTable::nameFault);
        if (name.isPresent() && !names.add(name.get())) {
          each.wrong("name", "'" + name.get() + "' is there twice", "name another user");
        }
        name.ifPresent(text -> users.add(new SnmpUser(text, auth, priv)));
      }
    }
    return users;
  }

  private static Optional<Fault> nameFault(String text) {
    return text.matches(SnmpUser.NAME)
        ? Optional.empty()
        : Optional.of(
            new Fault("is no name", "write 1 to 32 letters, digits, hyphens and underscores"));
  }

  private List<SnmpTrap> traps(List<SnmpUser> users) {
    List<SnmpTrap> traps = new ArrayList<>();
    for (ConfigTable each : table.tables("trap")) {
      each.check(TRAP_KEYS);
      Optional<SnmpAddress> address =
          each.requires("address", "\"192.0.2.9:162\"")
              ? address(each, "address")
              : Optional.empty();
      Optional<String> user =
          each.requires("user", "\"monitor\"") ? each.text("user") : Optional.empty();
      if (user.isPresent() && users.stream().noneMatch(one -> one.name().equals(user.get()))) {
        each.wrong("user", "there is no user '" + user.get() + "'", "name one of [[snmp.user]]");
      }
      if (address.isPresent() && user.isPresent()) {
        traps.add(new SnmpTrap(address.get(), user.get()));
      }
    }
    return traps;
  }
}
