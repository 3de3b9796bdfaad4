package dev.smtap.cli.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.TransportStateReference;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** Asks an agent as user "monitor", and remembers what it sent. One thread. */
final class Asker implements AutoCloseable {
  private static final long TIMEOUT_MILLIS = 2_000;

  private final List<byte[]> sent = new CopyOnWriteArrayList<>();
  private final Snmp session;
  private final UserTarget<UdpAddress> target;

  Asker(SnmpAddress agent) throws IOException {
    SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
    protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
    protocols.addPrivacyProtocol(new PrivAES128());
    byte[] id = MPv3.createLocalEngineID();
    USM usm = new USM(protocols, new OctetString(id), 0);
    OctetString name = new OctetString("monitor");
    usm.addUser(
        new UsmUser(
            name,
            AuthHMAC192SHA256.ID,
            new OctetString("correct horse"),
            PrivAES128.ID,
            new OctetString("battery staple")));
    MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    SecurityModels models = SecurityModels.getCollection(new SecurityModel[] {usm});
    dispatcher.addMessageProcessingModel(
        new MPv3(id, null, protocols, models, new CounterSupport()));
    session = new Snmp(dispatcher, new Recorder());
    session.listen();
    target =
        new UserTarget<>(
            new UdpAddress(agent.end().getAddress(), agent.end().getPort()),
            name,
            new byte[0],
            SecurityLevel.AUTH_PRIV);
    target.setTimeout(TIMEOUT_MILLIS);
    target.setRetries(1);
  }

  /** Keeps what goes out. */
  private final class Recorder extends DefaultUdpTransportMapping {
    Recorder() throws IOException {
      super(new UdpAddress("127.0.0.1/0"));
    }

    @Override
    public void sendMessage(
        UdpAddress to, byte[] message, TransportStateReference state, long millis, int retries)
        throws IOException {
      sent.add(message.clone());
      super.sendMessage(to, message, state, millis, retries);
    }
  }

  /** Messages that were sent so far. */
  List<byte[]> sent() {
    return new ArrayList<>(sent);
  }

  PDU ask(int type, OID... names) throws IOException {
    return ask(type, 0, names);
  }

  /** The answer to a question of this type. */
  PDU ask(int type, int maxRepetitions, OID... names) throws IOException {
    ScopedPDU pdu = new ScopedPDU();
    pdu.setType(type);
    if (type == PDU.GETBULK) {
      pdu.setMaxRepetitions(maxRepetitions);
    }
    for (OID each : names) {
      pdu.add(new VariableBinding(each));
    }
    ResponseEvent<UdpAddress> event = session.send(pdu, target);
    assertThat(event.getResponse()).as("answer of %s", target.getAddress()).isNotNull();
    return event.getResponse();
  }

  /** Everything below a name, one after another. */
  NavigableMap<OID, Variable> walk(OID root) throws IOException {
    NavigableMap<OID, Variable> seen = new TreeMap<>();
    OID name = root;
    while (true) {
      VariableBinding next = ask(PDU.GETNEXT, name).get(0);
      if (next.isException() || !next.getOid().startsWith(root)) {
        return seen;
      }
      assertThat(next.getOid()).isGreaterThan(name);
      name = next.getOid();
      seen.put(name, next.getVariable());
    }
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
