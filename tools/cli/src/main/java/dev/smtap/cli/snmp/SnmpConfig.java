package dev.smtap.cli.snmp;

import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the agent is to be.
 *
 * @param listen where it is asked; it does not run if empty
 * @param secrets the file with the passphrases of its users
 * @param state the directory where it remembers its engine ID and how often it was started
 * @param users who may ask
 * @param traps who is told when interfaces come and go
 */
public record SnmpConfig(
    Optional<SnmpAddress> listen,
    Optional<Path> secrets,
    Optional<Path> state,
    List<SnmpUser> users,
    List<SnmpTrap> traps) {
  /** Nothing is set. */
  public static final SnmpConfig NONE =
      new SnmpConfig(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());

  private static final Path USUAL_SECRETS = Path.of("/etc/smtap/snmp-secrets.toml");
  private static final Path USUAL_STATE = Path.of("/var/lib/smtap");

  /** Only where to be asked is set. */
  public static SnmpConfig at(Optional<SnmpAddress> listen) {
    return new SnmpConfig(listen, NONE.secrets, NONE.state, NONE.users, NONE.traps);
  }

  /** These, and where nothing is set here, the others. */
  public SnmpConfig or(SnmpConfig others) {
    return new SnmpConfig(
        listen.or(others::listen),
        secrets.or(others::secrets),
        state.or(others::state),
        users.isEmpty() ? others.users : users,
        traps.isEmpty() ? others.traps : traps);
  }

  /**
   * The same if the agent is to run, checked.
   *
   * @throws SystemException if nobody could ask it
   */
  public Optional<SnmpConfig> ifWanted() throws SystemException {
    if (listen.isPresent() && users.isEmpty()) {
      throw SystemException.because(
          "serve SNMP on",
          listen.get().toString(),
          "there is no user who may ask",
          "add [snmp] with [[snmp.user]] to the configuration file");
    }
    return listen.isPresent() ? Optional.of(this) : Optional.empty();
  }

  /** Where the passphrases are. */
  Path secretsFile() {
    return secrets.orElse(USUAL_SECRETS);
  }

  /** Where the agent remembers. */
  Path stateDirectory() {
    return state.orElse(USUAL_STATE);
  }
}
