package dev.smtap.cli.snmp;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.UserTarget;
import org.snmp4j.agent.CommandProcessor;
import org.snmp4j.agent.DefaultMOServer;
import org.snmp4j.agent.DuplicateRegistrationException;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC256SHA384;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/**
 * An SNMPv3 engine (RFC 3411) with its users: answers on a UDP port, in a thread of its own, and
 * sends notifications. No other version of SNMP is in it.
 */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final SnmpAddress listen;
  private final SafeTransport transport;
  private final OctetString id;
  private final USM usm;
  private final Snmp session;
  private final DefaultMOServer objects = new DefaultMOServer();
  private final CommandProcessor processor;

  private Engine(SnmpAddress listen, SafeTransport transport, EngineState state) {
    this.listen = listen;
    this.transport = transport;
    this.id = OctetString.fromHexStringPairs(state.engineId());
    SecurityProtocols protocols = protocols();
    this.usm = new USM(protocols, id, state.boots());
    CounterSupport counters = new CounterSupport();
    MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
    dispatcher.addMessageProcessingModel(
        new MPv3(
            id.getValue(),
            null,
            protocols,
            SecurityModels.getCollection(new SecurityModel[] {usm}),
            counters));
    this.session = new Snmp(dispatcher, transport);
    this.processor = new CommandProcessor(id);
    processor.setVacm(new ReadOnlyAccess());
    objects.addContext(new OctetString());
    processor.addMOServer(objects);
  }

  /**
   * Takes the port and counts a start; nobody is answered before {@link #listen}.
   *
   * @throws SystemException if the port cannot be had, with EADDRINUSE if somebody has it, or the
   *     start not be remembered
   */
  static Engine open(SnmpConfig config, SnmpAddress address) throws SystemException {
    SafeTransport transport;
    try {
      transport = new SafeTransport(udp(address));
    } catch (IOException e) {
      throw UdpPorts.isTaken(address.end())
          ? taken(address)
          : cannot(address, String.valueOf(e.getMessage()));
    }
    try {
      Secrets secrets = Secrets.read(config.secretsFile());
      EngineState state = EngineState.begin(config.stateDirectory(), address);
      Engine engine = new Engine(address, transport, state);
      engine.addUsers(config.users(), secrets);
      return engine;
    } catch (SystemException e) {
      close(transport);
      throw e;
    }
  }

  private static SystemException taken(SnmpAddress address) {
    return SystemException.because(
        "serve SNMP on",
        address.toString(),
        Errno.EADDRINUSE,
        "somebody listens there",
        "leave it to that process, or choose another --snmp if the interfaces of this one are to be"
            + " asked for too");
  }

  private static SystemException cannot(SnmpAddress address, String why) {
    return SystemException.because(
        "serve SNMP on", address.toString(), why, "choose another --snmp, or end what has it");
  }

  private static UdpAddress udp(SnmpAddress address) {
    return new UdpAddress(address.end().getAddress(), address.end().getPort());
  }

  /** Nothing weaker can be used, whatever somebody asks for. */
  private static SecurityProtocols protocols() {
    SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
    protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
    protocols.addAuthenticationProtocol(new AuthHMAC256SHA384());
    protocols.addAuthenticationProtocol(new AuthHMAC384SHA512());
    protocols.addPrivacyProtocol(new PrivAES128());
    protocols.addPrivacyProtocol(new PrivAES256());
    return protocols;
  }

  private void addUsers(List<SnmpUser> users, Secrets secrets) throws SystemException {
    for (SnmpUser each : users) {
      Secrets.Pair pair = secrets.of(each.name());
      OctetString name = new OctetString(each.name());
      usm.addUser(
          new UsmUser(
              name,
              protocol(each.auth()),
              new OctetString(pair.auth()),
              protocol(each.priv()),
              new OctetString(pair.priv())),
          id);
    }
  }

  private static OID protocol(SnmpUser.Auth auth) {
    return switch (auth) {
      case SHA_256 -> AuthHMAC192SHA256.ID;
      case SHA_384 -> AuthHMAC256SHA384.ID;
      case SHA_512 -> AuthHMAC384SHA512.ID;
    };
  }

  private static OID protocol(SnmpUser.Priv priv) {
    return switch (priv) {
      case AES_128 -> PrivAES128.ID;
      case AES_256 -> PrivAES256.ID;
    };
  }

  /** Adds a part of the tree. */
  void serve(Mib mib) {
    try {
      objects.register(new MibView(mib), new OctetString());
    } catch (DuplicateRegistrationException e) {
      throw new IllegalStateException("two MIBs at " + mib.root(), e);
    }
  }

  USM usm() {
    return usm;
  }

  int maxMessageBytes() {
    return transport.getMaxInboundMessageSize();
  }

  /** Answers from now on. */
  void listen() throws SystemException {
    session.addCommandResponder(processor);
    try {
      transport.listen();
    } catch (IOException e) {
      throw cannot(listen, String.valueOf(e.getMessage()));
    }
  }

  /** Sends a notification; nobody says whether it arrived. Any thread. */
  void send(SnmpTrap to, List<VariableBinding> values) throws IOException {
    ScopedPDU pdu = new ScopedPDU();
    pdu.setType(PDU.NOTIFICATION);
    pdu.setContextEngineID(id);
    pdu.addAll(values);
    var unused =
        session.send(
            pdu,
            new UserTarget<>(
                udp(to.address()),
                new OctetString(to.user()),
                id.getValue(),
                SecurityLevel.AUTH_PRIV));
  }

  private static void close(Closeable what) {
    try {
      what.close();
    } catch (IOException e) {
      LOG.debug("SNMP not closed", e);
    }
  }

  @Override
  public void close() {
    close(session);
  }
}
