package dev.smtap.cli.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.cli.NodesHere;
import dev.smtap.cli.status.PartitionReader;
import dev.smtap.facility.NetworkKind;
import dev.smtap.node.AdapterConfig;
import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.SMIConstants;
import org.snmp4j.smi.Variable;

/** The agent of real nodes, asked as it should be and otherwise. */
@Timeout(60)
class SnmpAgentTest {
  private static final long SEED = 20_261_126;
  private static final int HOSTILE_MESSAGES = 6_000;

  /** How types of the MIB go over the network. */
  private static final Map<String, Integer> SYNTAX =
      Map.of(
          "Counter64", SMIConstants.SYNTAX_COUNTER64,
          "CounterBasedGauge64", SMIConstants.SYNTAX_COUNTER64,
          "Gauge32", SMIConstants.SYNTAX_GAUGE32,
          "INTEGER", SMIConstants.SYNTAX_INTEGER32,
          "DisplayString", SMIConstants.SYNTAX_OCTET_STRING);

  private NodesHere here;
  private SnmpAddress address;
  private SnmpAgent agent;
  private Asker asker;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
    for (int node = 1; node <= 2; node++) {
      here.start(
          node,
          new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL),
          false);
    }
    Path secrets =
        Files.writeString(
            here.root.resolve("secrets"),
            "[monitor]\nauth-passphrase = 'correct horse'\npriv-passphrase = 'battery staple'\n");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    address =
        new SnmpAddress(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), freePort()));
    agent = SnmpAgent.start(config(), here.facility(), () -> here.nodes);
    asker = new Asker(address);
  }

  /** One that nobody has; tests run one after another. */
  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }

  private SnmpConfig config() {
    return new SnmpConfig(
        Optional.of(address),
        Optional.of(here.root.resolve("secrets")),
        Optional.of(here.root.resolve("state")),
        List.of(new SnmpUser("monitor", SnmpUser.Auth.SHA_256, SnmpUser.Priv.AES_128)),
        List.of());
  }

  @AfterEach
  void remove() throws IOException {
    asker.close();
    agent.close();
    here.close();
  }

  private void awaitRings() {
    Awaitility.await()
        .until(() ->
            PartitionReader.read(here.facility()).nodes().stream()
                .allMatch(each -> each.adapters().getFirst().rings().size() == 1));
  }

  @Test
  void itHasWhatTheTextOfTheMibSaysAndNothingElse() throws IOException {
    awaitRings();
    Map<OID, String> objects = MibText.objects();
    assertThat(objects).hasSize(11);
    Map<OID, Integer> found = new HashMap<>();
    NavigableMap<OID, Variable> walk = asker.walk(SmtapMib.ROOT);
    walk.forEach((name, value) -> {
      OID object =
          objects.keySet().stream()
              .filter(name::startsWith)
              .findFirst()
              .orElseThrow(() -> new AssertionError(name + " is not in the MIB"));
      assertThat(value.getSyntax()).as("%s", name).isEqualTo(SYNTAX.get(objects.get(object)));
      found.merge(object, 1, Integer::sum);
    });
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(objects.keySet());
    assertThat(found.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(walk.size());
    OID ring = new OID(SmtapMib.ROOT.toDottedString() + ".1.3.1.3.2.1.1");
    assertThat(asker.ask(PDU.GET, ring).get(0).toValueString()).isEqualTo("inside");
  }

  @Test
  void theLargestBulkIsCutToWhatFits() throws IOException {
    awaitRings();
    PDU answer = asker.ask(PDU.GETBULK, Integer.MAX_VALUE, new OID("1.3"));
    assertThat(answer.getErrorStatus()).isEqualTo(PDU.noError);
    assertThat(answer.size()).isGreaterThan(10);
    for (int i = 1; i < answer.size() && !answer.get(i).isException(); i++) {
      assertThat(answer.get(i).getOid()).isGreaterThan(answer.get(i - 1).getOid());
    }
  }

  @Test
  void nothingCanBeSet() throws IOException {
    PDU answer = asker.ask(PDU.SET, new OID("1.3.6.1.2.1.1.5.0"));
    assertThat(answer.getErrorStatus()).isEqualTo(PDU.authorizationError);
    OID none = new OID(SmtapMib.ROOT.toDottedString() + ".1.2.1.2.77");
    assertThat(asker.ask(PDU.GET, none).get(0).isException()).isTrue();
  }

  @Test
  void aPortIsTakenOnceAndFreeAfterwards() throws IOException {
    assertThatThrownBy(() -> SnmpAgent.start(config(), here.facility(), () -> here.nodes))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("cannot serve SNMP on " + address + ": somebody listens there; leave")
        .extracting(e -> ((SystemException) e).errno())
        .isEqualTo(Errno.EADDRINUSE);
    long boots = boots();
    agent.close();
    agent = SnmpAgent.start(config(), here.facility(), () -> here.nodes);
    try (Asker other = new Asker(address)) {
      OID name = new OID("1.3.6.1.6.3.10.2.1.2.0");
      assertThat(other.ask(PDU.GET, name).get(0).getVariable().toLong()).isEqualTo(boots + 1);
    }
  }

  private long boots() throws IOException {
    return asker.ask(PDU.GET, new OID("1.3.6.1.6.3.10.2.1.2.0")).get(0).getVariable().toLong();
  }

  @Test
  void whateverIsSentTheNextQuestionIsAnswered() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    assertThat(boots()).isEqualTo(1);
    asker.ask(PDU.GETBULK, 5, new OID("1.3.6.1.2.1"), SnmpConstants.sysUpTime);
    List<byte[]> models = asker.sent();
    assertThat(models).hasSizeGreaterThan(2);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < HOSTILE_MESSAGES; i++) {
        byte[] message = hostile(models.get(random.nextInt(models.size())), random);
        socket.send(new DatagramPacket(message, message.length, address.end()));
        if (i % 50 == 0) {
          // What came before was read by then: no more than the socket can hold is on its way.
          assertThat(boots()).isEqualTo(1);
        }
      }
    }
    assertThat(boots()).isEqualTo(1);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(each -> each.getName().contains(String.valueOf(address.end().getPort())))
        .hasSize(1);
  }

  /** A message that is cut off, with other bytes, with lengths that cannot be, or of noise. */
  private static byte[] hostile(byte[] model, RandomGenerator random) {
    byte[] message = model.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        return Arrays.copyOf(message, random.nextInt(message.length));
      }
      case 1 -> {
        byte[] noise = new byte[random.nextInt(1, 2_000)];
        random.nextBytes(noise);
        return noise;
      }
      case 2 -> message[random.nextInt(Math.min(40, message.length))] = (byte) random.nextInt();
      case 3 -> {
        // Lengths of four bytes, and nesting without end.
        int at = random.nextInt(message.length - 5);
        message[at] = 0x30;
        message[at + 1] = (byte) 0x84;
        message[at + 2] = (byte) (random.nextBoolean() ? 0x7f : 0xff);
      }
      default -> {
        for (int i = random.nextInt(1, 8); i > 0; i--) {
          message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return message;
  }
}
