package dev.smtap.cli.snmp;

import java.util.List;
import org.snmp4j.security.USM;
import org.snmp4j.smi.OID;

/** The engine itself (SNMP-FRAMEWORK-MIB, RFC 3411): snmpEngineID, boots, time, largest message. */
final class EngineMib implements Mib {
  private static final OID ROOT = new OID("1.3.6.1.6.3.10.2.1");
  private static final OID ID = new OID("1.3.6.1.6.3.10.2.1.1");
  private static final OID BOOTS = new OID("1.3.6.1.6.3.10.2.1.2");
  private static final OID TIME = new OID("1.3.6.1.6.3.10.2.1.3");
  private static final OID MAX_MESSAGE_SIZE = new OID("1.3.6.1.6.3.10.2.1.4");

  private final USM usm;
  private final int maxMessageBytes;

  EngineMib(USM usm, int maxMessageBytes) {
    this.usm = usm;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public OID root() {
    return ROOT;
  }

  @Override
  public List<Branch> read() {
    return List.of(
        new Scalars()
            .add(ID, usm.getLocalEngineID())
            .add(BOOTS, Values.integer(usm.getEngineBoots()))
            .add(TIME, Values.integer(usm.getEngineTime()))
            .add(MAX_MESSAGE_SIZE, Values.integer(maxMessageBytes)));
  }
}
