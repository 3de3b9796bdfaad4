package dev.smtap.cli.snmp;

import dev.smtap.node.Fault;
import java.util.Optional;
import java.util.Set;

/** Whether an agent could use the passphrases that it would look for. Nothing of them is said. */
public final class SecretsCheck {
  /** Whoever checks may be another than the service, whose file it may be. */
  private static final Set<String> SERVICE = Set.of("smtap");

  private SecretsCheck() {}

  /** What is wrong with the file of a configuration. */
  public static Optional<Fault> ofFile(SnmpConfig config) {
    try {
      var _ = Secrets.read(config.secretsFile(), SERVICE);
      return Optional.empty();
    } catch (Secrets.UnusableException e) {
      return Optional.of(e.fault(config.secretsFile()));
    }
  }

  /** What is wrong with those of a user, or with the file. */
  public static Optional<Fault> ofUser(SnmpConfig config, SnmpUser user) {
    try {
      var _ = Secrets.read(config.secretsFile(), SERVICE).find(user.name());
      return Optional.empty();
    } catch (Secrets.UnusableException e) {
      return Optional.of(e.fault(config.secretsFile()));
    }
  }
}
