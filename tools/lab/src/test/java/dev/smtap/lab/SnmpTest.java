package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The SNMP agent of a running node, asked by Net-SNMP. */
@Tag("e2e")
class SnmpTest {
  /** Addresses that no other test uses. */
  private static final String AGENT = "127.77.0.2:1161";

  private static final String TRAPS = "127.77.0.2:1162";
  private static final String PROXY = "127.77.0.2:1163";
  private static final String OTHER = "127.77.0.2:1164";
  private static final String ENGINE_ID = "80001370050102030405060708";
  private static final Path PROXY_SAMPLE =
      Path.of("../../packaging/src/main/samples/snmpd-proxy.conf");

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @RegisterExtension static final Lab LAB = new Lab();

  private static Snmp snmp = new Snmp(Path.of("/"));
  private static Path config = Path.of("/");
  private static List<Host> hosts = List.of();

  @BeforeAll
  static void start() throws IOException {
    snmp = new Snmp(Files.createDirectory(LAB.facility().resolve("snmp")));
    config = snmp.configure(TRAPS);
    Files.createDirectory(snmp.directory().resolve("state"));
    // It has been started before, so its engine ID is known to who receives its notifications.
    snmp.write(
        "state/snmp-127.77.0.2_1161.engine",
        "rw-------",
        "engine-id " + ENGINE_ID + "\nboots 41\n");
    hosts =
        List.of(
            LAB.host(1, "--mtu 1500 --config " + config + " --snmp " + AGENT),
            LAB.host(2, "--mtu 1500"));
  }

  private static Map<String, String> walk(String object) {
    return snmp.values("snmpwalk", AGENT, object);
  }

  @Test
  void aWalkSeesEverythingOnceAndInBulkTheSame() {
    Map<String, String> walk = walk(".1.3.6.1");
    assertThat(walk)
        .containsEntry(".1.3.6.1.2.1.2.1.0", "INTEGER: 1")
        .containsEntry(Snmp.IF_ENTRY + "3.101", "INTEGER: 6")
        .containsEntry(Snmp.IF_ENTRY + "4.101", "INTEGER: 1500")
        .containsEntry(Snmp.IF_ENTRY + "6.101", "Hex-STRING: 02 53 4D 00 00 01 ")
        .containsEntry(Snmp.IF_X_ENTRY + "1.101", "STRING: \"sml0\"")
        .containsEntry(Snmp.IF_X_ENTRY + "17.101", "INTEGER: 2")
        .containsEntry(Snmp.SMTAP + ".1.1.0", "STRING: \"" + LAB.partition() + "\"")
        .containsEntry(Snmp.SMTAP + ".1.2.1.2.1", "INTEGER: 1")
        .containsEntry(Snmp.SMTAP + ".1.2.1.2.2", "INTEGER: 1")
        .containsEntry(Snmp.SMTAP + ".1.3.1.4.1.1.2", "INTEGER: 1")
        .containsEntry(Snmp.SMTAP + ".1.4.1.3.2.1.1", "STRING: \"tx_dropped\"")
        .containsEntry(Snmp.ENGINE + "2.0", "INTEGER: 42");
    assertThat(walk.get(".1.3.6.1.2.1.1.1.0")).contains("smtap 0.1.0", LAB.partition());
    // With sysServices at the front and the engine at the end: nothing was left out between.
    assertThat(snmp.values("snmpbulkwalk", AGENT, ".1.3.6.1").keySet())
        .containsExactlyElementsOf(walk.keySet());
  }

  @Test
  void countersAreThoseOfTheKernelAndGrow() throws IOException {
    long before = snmp.number(AGENT, Snmp.IF_X_ENTRY + "7.101");
    hosts.get(0).pings(hosts.get(1).ip4(), 50, "");
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          Map<String, String> seen = walk(".1.3.6.1.2.1.31.1.1.1");
          seen.putAll(walk(".1.3.6.1.2.1.2.2"));
          JsonNode link = link(hosts.get(0));
          JsonNode in = link.at("/stats64/rx");
          JsonNode out = link.at("/stats64/tx");
          assertThat(number(seen, "6")).isEqualTo(in.at("/bytes").asLong());
          assertThat(number(seen, "10")).isEqualTo(out.at("/bytes").asLong());
          assertThat(number(seen, "7") + number(seen, "8")).isEqualTo(in.at("/packets").asLong());
          assertThat(number(seen, "11") + number(seen, "12"))
              .isEqualTo(out.at("/packets").asLong());
          assertThat(seen)
              .containsEntry(Snmp.IF_ENTRY + "10.101", "Counter32: " + in.at("/bytes").asLong())
              .containsEntry(Snmp.IF_ENTRY + "8.101", "INTEGER: 1");
        });
    assertThat(snmp.number(AGENT, Snmp.IF_X_ENTRY + "7.101")).isGreaterThanOrEqualTo(before + 50);
    assertThat(snmp.number(AGENT, Snmp.SMTAP + ".1.3.1.5.1.1.2")).isGreaterThanOrEqualTo(50);
    hosts.get(0).netns().ip("link set sml0 alias uplink");
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .until(() -> walk(Snmp.IF_X_ENTRY + "18").containsValue("STRING: \"uplink\""));
  }

  private static long number(Map<String, String> values, String column) {
    String value = values.getOrDefault(Snmp.IF_X_ENTRY + column + ".101", "");
    assertThat(value).startsWith("Counter64: ");
    return Long.parseLong(value.substring("Counter64: ".length()));
  }

  private static JsonNode link(Host host) {
    return JsonMapper.shared().readTree(host.netns().ip("-s -j link show sml0")).get(0);
  }

  @Test
  void whoDoesNotProveWhoItIsIsToldNothing() {
    String object = ".1.3.6.1.2.1.1.3.0";
    List<String> wrongPassphrase = Snmp.user("monitor", "SHA-256", "wrong horse", "AES", Snmp.PRIV);
    List<String> wrongCipher = Snmp.user("monitor", "SHA-256", Snmp.AUTH, "AES", "wrong staple");
    List<String> wrongHash = Snmp.user("monitor", "SHA", Snmp.AUTH, "AES", Snmp.PRIV);
    isNotAnswered(List.of("-v2c", "-c", "public"), object);
    isNotAnswered(List.of("-v1", "-c", "public"), object);
    isNotAnswered(wrongCipher, object);
    assertThat(impatientRefusal(wrongPassphrase, object)).contains("Authentication failed");
    assertThat(impatientRefusal(wrongHash, object)).contains("Authentication failed");
    assertThat(refusal(List.of("-v3", "-u", "monitor", "-l", "noAuthNoPriv"), object))
        .contains("authorizationError");
    List<String> open =
        List.of("-v3", "-u", "monitor", "-l", "authNoPriv", "-a", "SHA-256", "-A", Snmp.AUTH);
    assertThat(refusal(open, object)).contains("authorizationError");
    Program.Result strong =
        snmp.ask(
            "snmpget",
            Snmp.user("strong", "SHA-512", Snmp.AUTH + " too", "AES-256", Snmp.PRIV + " too"),
            AGENT,
            object);
    assertThat(strong.ok()).contains("Timeticks: ");
    Program.Result set =
        snmp.ask("snmpset", Snmp.monitor(), AGENT, ".1.3.6.1.2.1.1.5.0", "s", "mine");
    assertThat(set.exit()).isNotZero();
    assertThat(set.err()).contains("authorizationError");
  }

  private static void isNotAnswered(List<String> options, String object) {
    List<String> impatient = new ArrayList<>(options);
    impatient.addAll(List.of("-r", "0", "-t", "0.3"));
    assertThat(refusal(impatient, object)).contains("Timeout");
  }

  /** Of what snmpget tells only when it has waited and tried again. */
  private static String impatientRefusal(List<String> options, String object) {
    List<String> impatient = new ArrayList<>(options);
    impatient.addAll(List.of("-t", "1"));
    return refusal(impatient, object);
  }

  private static String refusal(List<String> options, String object) {
    Program.Result result = snmp.ask("snmpget", options, AGENT, object);
    assertThat(result.exit()).isNotZero();
    assertThat(result.out()).doesNotContain("Timeticks");
    return result.err();
  }

  @Test
  void aStationHearsWhenAnInterfaceGoesAndComes() {
    snmp.write(
        "snmptrapd.conf",
        "rw-------",
        """
        createUser -e 0x%s monitor SHA-256 "%s" AES "%s"
        authUser log monitor priv
        """
            .formatted(ENGINE_ID, Snmp.AUTH, Snmp.PRIV));
    Path file = snmp.directory().resolve("snmptrapd.conf");
    Program station =
        LAB.start(
            snmp.program(
                "snmptrapd", "-f", "-Lo", "-On", "-C", "-c", file.toString(), "udp:" + TRAPS));
    station.awaitPrinted("NET-SNMP version", LIMIT);
    Netns first = hosts.get(0).netns();
    first.ip("link set sml0 down");
    station.awaitPrinted(trap(3, 2), LIMIT);
    first.ip("link set sml0 up");
    station.awaitPrinted(trap(4, 1), LIMIT);
    assertThat(snmp.number(AGENT, Snmp.IF_ENTRY + "8.101")).isEqualTo(1);
  }

  /** linkDown or linkUp of the interface, with its administrative and operational state. */
  private static String trap(int number, int status) {
    return ".1.3.6.1.6.3.1.1.4.1.0 = OID: .1.3.6.1.6.3.1.1.5.%1$d\t%2$s1.101 = INTEGER: 101\t%2$s7.101 = INTEGER: %3$d\t%2$s8.101 = INTEGER: %3$d"
        .formatted(number, Snmp.IF_ENTRY, status);
  }

  @Test
  void snmpdPassesOnWhatTheSampleSays() throws IOException {
    String sample =
        Pattern.compile("127\\.0\\.0\\.1:1161")
            .matcher(Files.readString(PROXY_SAMPLE))
            .replaceAll(AGENT)
            .replace("AUTH PASSPHRASE", Snmp.AUTH)
            .replace("PRIV PASSPHRASE", Snmp.PRIV);
    Path file = snmp.write("snmpd.conf", "rw-------", "rocommunity public 127.0.0.0/8\n" + sample);
    Program snmpd =
        LAB.start(snmp.program("snmpd", "-f", "-Lo", "-C", "-c", file.toString(), "udp:" + PROXY));
    snmpd.awaitPrinted("NET-SNMP version", LIMIT);
    List<String> community = List.of("-v2c", "-c", "public");
    String node = Snmp.SMTAP + ".1.2.1.2.2";
    assertThat(snmp.ask("snmpget", community, PROXY, node).ok()).isEqualTo(node + " = INTEGER: 1");
  }

  @Test
  void anEngineIsTheSameAfterARestartAndCountsIt() {
    Netns third = LAB.namespace("n3");
    String flags = "--local sml0 --mtu 1500 --config " + config + " --snmp " + OTHER;
    String[] ids = new String[2];
    for (int start = 0; start < 2; start++) {
      LabNode node = LAB.node(third, 3, flags);
      ids[start] = snmp.values("snmpget", OTHER, Snmp.ENGINE + "1.0").toString();
      assertThat(snmp.number(OTHER, Snmp.ENGINE + "2.0")).isEqualTo(start + 1);
      assertThat(node.stop().exit()).isZero();
    }
    assertThat(ids[0]).contains("80 00 13 70 05").isEqualTo(ids[1]);
  }

  @Test
  void whatKeepsItFromAnsweringIsSaidAndNothingIsLoadedWithoutIt() throws IOException {
    Netns fourth = LAB.namespace("n4");
    String flags = "--netns " + fourth.name() + " --local sml0 --mtu 1500 ";
    assertThat(fails(1, flags + "--config " + config + " --snmp 198.51.100.1:1161"))
        .contains("cannot serve SNMP on 198.51.100.1:1161: ", "; choose another --snmp");
    assertThat(fails(2, flags + "--config /dev/null --snmp " + OTHER)).contains("no user");
    assertThat(fails(2, flags + "--config " + config + " --snmp nonsense")).contains("no address");
    Path open = snmp.write("open.toml", "rw-r--r--", Snmp.secrets());
    Path other =
        snmp.write(
            "other.toml",
            "rw-r--r--",
            Files.readString(config).replace("snmp-secrets.toml", "open.toml"));
    assertThat(fails(1, flags + "--config " + other + " --snmp " + OTHER))
        .contains(open + ": others can read or change it; chmod 640 ");
    Path log = snmp.directory().resolve("classes.log");
    LabNode node =
        LAB.launch(
            List.of("env", "SMTAP_JAVA_OPTIONS=-Xlog:class+load:file=" + log),
            4,
            flags + "--config " + config);
    node.awaitReady();
    assertThat(Files.readString(log))
        .contains("dev.smtap.cli.service.Service")
        .doesNotContain("org.snmp4j.", "snmp.SnmpAgent");
    assertThat(node.stop().exit()).isZero();
  }

  /** One configuration may be for all services of the machine. */
  @Test
  void aNodeThatFindsTheAddressInUseRunsAndTheOtherStillAnswers() {
    String flags = "--local sml0 --mtu 1500 --config " + config + " --snmp " + AGENT;
    LabNode node = LAB.node(LAB.namespace("n5"), 5, flags);
    assertThat(node.err())
        .containsOnlyOnce("SNMP")
        .contains("cannot serve SNMP on " + AGENT + ": somebody listens there; leave it to");
    String up = Snmp.SMTAP + ".1.2.1.2.5";
    assertThat(snmp.values("snmpget", AGENT, up).toString()).contains("INTEGER: 1");
    assertThat(node.stop().exit()).isZero();
  }

  @Test
  void passphrasesAreInNoReportAndOnNoCommandLine() throws IOException {
    Path file = LAB.facility().resolve("report.zip");
    Program.run(LIMIT, LAB.smtap("bug-report", "--config " + config + " -o " + file)).ok();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> parts = new ArrayList<>();
      for (ZipEntry each : Collections.list(zip.entries())) {
        byte[] bytes = zip.getInputStream(each).readAllBytes();
        parts.add(new String(bytes, StandardCharsets.UTF_8));
      }
      assertThat(String.join("\n", parts))
          .contains("[[snmp.user]]", "snmp-secrets.toml")
          .doesNotContain(Snmp.AUTH, Snmp.PRIV);
    }
    Path commandLine = Path.of("/proc/" + hosts.get(0).node().pid() + "/cmdline");
    assertThat(Files.readString(commandLine)).contains(AGENT).doesNotContain("horse", "staple");
  }

  private static String fails(int exit, String flags) {
    LabNode node = LAB.launch(4, flags);
    assertThat(node.awaitEnd(LIMIT).exit()).isEqualTo(exit);
    return node.err();
  }
}
