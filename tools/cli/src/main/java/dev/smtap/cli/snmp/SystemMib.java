package dev.smtap.cli.snmp;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/** The system group (RFC 3418): what this is, for how long it has run, on which machine. */
final class SystemMib implements Mib {
  static final OID UPTIME = new OID("1.3.6.1.2.1.1.3.0");

  private static final OID ROOT = new OID("1.3.6.1.2.1.1");
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /** Layer 2: 2 to the power of 1. */
  private static final int SERVICES = 2;

  private final String description;
  private final Uptime uptime;

  /** The group; {@code partition} and {@code version} are for people. */
  SystemMib(String version, String partition, Uptime uptime) {
    this.description =
        "smtap %s, shared-memory Ethernet, partition %s, Linux %s"
            .formatted(version, partition, System.getProperty("os.version"));
    this.uptime = uptime;
  }

  @Override
  public OID root() {
    return ROOT;
  }

  private static OID object(int number) {
    return new OID(ROOT.getValue(), number);
  }

  @Override
  public List<Branch> read() throws SystemException {
    return List.of(
        new Scalars()
            .add(object(1), Values.text(description))
            .add(object(2), SmtapMib.ROOT)
            .add(object(3), uptime.now())
            .add(object(4), new OctetString())
            .add(object(5), Values.text(hostName()))
            .add(object(6), new OctetString())
            .add(object(7), Values.integer(SERVICES)));
  }

  private static String hostName() {
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException _) {
      return "";
    }
  }
}
