package dev.smtap.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Net-SNMP's programs and what they need: passphrases, a configuration with one user, a directory
 * of their own.
 *
 * @param directory where all that lies
 */
record Snmp(Path directory) {
  static final String AUTH = "correct horse";
  static final String PRIV = "battery staple";
  static final String IF_X_ENTRY = ".1.3.6.1.2.1.31.1.1.1.";
  static final String IF_ENTRY = ".1.3.6.1.2.1.2.2.1.";
  static final String ENGINE = ".1.3.6.1.6.3.10.2.1.";
  static final String SMTAP = ".1.3.6.1.4.1.8072.9999.9999.6999";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Writes the configuration; its notifications go to this address. */
  Path configure(String traps) {
    write("snmp-secrets.toml", "rw-r-----", secrets());
    return write(
        "snmp.toml",
        "rw-r--r--",
        """
        [snmp]
        secrets = "%1$s/snmp-secrets.toml"
        state = "%1$s/state"
        [[snmp.user]]
        name = "monitor"
        [[snmp.user]]
        name = "strong"
        auth = "SHA-512"
        priv = "AES-256"
        [[snmp.trap]]
        address = "%2$s"
        user = "monitor"
        """
            .formatted(directory, traps));
  }

  static String secrets() {
    return """
    [monitor]
    auth-passphrase = "%1$s"
    priv-passphrase = "%2$s"
    [strong]
    auth-passphrase = "%1$s too"
    priv-passphrase = "%2$s too"
    """
        .formatted(AUTH, PRIV);
  }

  Path write(String name, String mode, String text) {
    try {
      Path file = Files.writeString(directory.resolve(name), text);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of the programs without configuration and MIBs of the machine. */
  List<String> program(String name, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "MIBS=",
                "SNMPCONFPATH=" + directory,
                "SNMP_PERSISTENT_DIR=" + directory.resolve("net-snmp"),
                name));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A question with these options. */
  Program.Result ask(String name, List<String> options, String address, String... objects) {
    List<String> arguments = new ArrayList<>(List.of("-On", "-r", "1", "-t", "3"));
    arguments.addAll(options);
    arguments.add(address);
    arguments.addAll(List.of(objects));
    return Program.run(LIMIT, program(name, arguments.toArray(String[]::new)));
  }

  /** Options of the user. */
  static List<String> monitor() {
    return user("monitor", "SHA-256", AUTH, "AES", PRIV);
  }

  static List<String> user(String name, String auth, String authKey, String priv, String privKey) {
    return List.of(
        "-v3", "-u", name, "-l", "authPriv", "-a", auth, "-A", authKey, "-x", priv, "-X", privKey);
  }

  /** What the user is told, by name; values with their types. */
  Map<String, String> values(String program, String address, String... objects) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : ask(program, monitor(), address, objects).ok().split("\n", -1)) {
      int equals = line.indexOf(" = ");
      if (line.startsWith(".") && equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 3));
      }
    }
    return values;
  }

  /** A number that the user is told. */
  long number(String address, String object) {
    String value = values("snmpget", address, object).getOrDefault(object, "");
    return Long.parseLong(value.substring(value.indexOf(": ") + 2));
  }
}
