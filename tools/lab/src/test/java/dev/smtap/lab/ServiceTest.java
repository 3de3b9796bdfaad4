package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a node tells the service manager that started it, and how it takes a new configuration. */
@Tag("e2e")
class ServiceTest {
  private static final int SIGHUP = 1;
  private static final String MAKE_TUN = "mknod -m 666 /dev/net/tun c 10 200";
  private static final Duration WATCHDOG = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension final Lab lab = new Lab();

  private ServiceManager manager;
  private Path config;

  @BeforeEach
  void listen() {
    manager = new ServiceManager(lab.facility().resolve("notify"));
    config = lab.facility().resolve("smtap.toml");
  }

  @AfterEach
  void stopListening() throws IOException {
    manager.close();
    Files.deleteIfExists(config);
  }

  /** A node on a local and a global network; more lines for the latter. */
  private void configure(String... lines) throws IOException {
    String text =
        """
        mtu = 1500
        [[node]]
        id = 1
        netns = "%s-n1"
        [[node.local]]
        interface = "sml0"
        [[node.global]]
        interface = "smg0"
        """
            .formatted(lab.partition());
    Files.writeString(config, text + String.join("\n", lines) + "\n");
  }

  private LabNode start() {
    LabNode node = lab.launchConfigured(manager.starting(WATCHDOG), config);
    node.awaitReady();
    manager.awaitHeard("READY=1", 1);
    return node;
  }

  private void reload(LabNode node) {
    long before = manager.count("READY=1");
    node.signal(SIGHUP);
    manager.awaitHeard("READY=1", before + 1);
  }

  private String last(String text) {
    return manager.heard().stream().filter(each -> each.contains(text)).toList().getLast();
  }

  private String balance() {
    return Program.run(SOON, lab.smtap("balance", "--json")).ok();
  }

  @Test
  void saysWhatBecomesOfIt() throws IOException {
    Netns netns = lab.namespace("n1");
    configure();
    LabNode node = start();
    manager.awaitHeard("WATCHDOG=1", 2);
    assertThat(manager.heard())
        .contains(
            "FDSTORE=1\nFDPOLL=0\nFDNAME=tap-1-sml0",
            "FDSTORE=1\nFDPOLL=0\nFDNAME=tap-1-smg0",
            "READY=1\nSTATUS=node 1 on sml0, smg0 with 0 neighbours");
    lab.host(2, "--mtu 1500");
    manager.awaitHeard("STATUS=node 1 on sml0, smg0 with 1 neighbour", 1);
    netns.ip("link del smg0");
    manager.awaitHeard("STATUS=node 1 on sml0 with 1 neighbour", 1);
    assertThat(manager.count("FDSTOREREMOVE=1\nFDNAME=tap-1-smg0")).isEqualTo(1);
    assertThat(node.stop().exit()).isZero();
    assertThat(manager.heard().getLast()).isEqualTo("STOPPING=1");
    assertThat(manager.count("FDNAME=tap-1-sml0")).isEqualTo(1);
  }

  @Test
  void givesNoSignOfLifeWhileItIsStopped() throws IOException {
    lab.namespace("n1");
    configure();
    LabNode node = start();
    manager.awaitHeard("WATCHDOG=1", 1);
    node.signal(Program.SIGSTOP);
    long before = manager.count("WATCHDOG=1");
    assertThat(node.endsWithin(WATCHDOG)).isFalse();
    assertThat(manager.count("WATCHDOG=1")).isEqualTo(before);
    node.signal(Program.SIGCONT);
    manager.awaitHeard("WATCHDOG=1", before + 1);
  }

  @Test
  void takesOverWhatCanChangeAndRefusesTheRestInWords() throws IOException {
    lab.namespace("n1");
    configure();
    LabNode node = start();
    configure("weight = 7", "affinity = 60", "balance = 'weighted'");
    reload(node);
    assertThat(last("RELOADING=1")).matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+");
    assertThat(balance()).contains("\"weight\":7").contains("weighted");
    configure("weight = 9", "slots = 512", "[[node.local]]", "interface = 'sml1'");
    reload(node);
    assertThat(balance()).contains("\"weight\":9");
    assertThat(last("READY=1"))
        .contains(
            "refused: key 'slots' of smg0 of node 1 stays",
            "interface sml1 of node 1 is not there yet: to have it, restart the service");
    configure("weight = 0", "affinity = 'long'");
    reload(node);
    assertThat(balance()).contains("\"weight\":9");
    assertThat(last("READY=1"))
        .contains("the configuration stays as it was: cannot use configuration file " + config)
        .contains("line 9, key 'weight': 0 is out of range; take 1 to 255 ('smtap config check");
    assertThat(node.err()).contains("key 'weight': 0 is out of range");
    configure("weight = 9");
    reload(node);
    assertThat(last("READY=1")).endsWith("node 1 on sml0, smg0 with 0 neighbours");
  }

  @Test
  void whatIsOfTheProcessNeedsARestart() throws IOException {
    lab.namespace("n1");
    configure();
    String before = Files.readString(config);
    LabNode node = start();
    String agent = "[snmp]\nlisten = '127.0.0.1:1161'\n[[snmp.user]]\nname = 'monitor'\n";
    Files.writeString(config, "metrics = '127.0.0.1:9111'\n" + before + agent);
    reload(node);
    assertThat(last("READY=1"))
        .contains(
            "key 'metrics' stays off: to make it 127.0.0.1:9111, restart the service",
            "table [snmp] stays as it was: to change it, restart the service");
    Files.writeString(config, before);
    reload(node);
    assertThat(last("READY=1")).endsWith("node 1 on sml0, smg0 with 0 neighbours");
  }

  @Test
  void nodesComeAndGo() throws IOException {
    Netns one = lab.namespace("n1");
    Netns two = lab.namespace("n2");
    configure();
    String first = Files.readString(config);
    LabNode node = start();
    String second = "[[node]]\nid = 2\nnetns = '" + two + "'\n[[node.local]]\ninterface = 'sml0'\n";
    Files.writeString(config, first + second);
    reload(node);
    assertThat(last("READY=1")).contains("node 1 on", "node 2 on sml0 with");
    Host.configure(one, 1);
    Host.configure(two, 2);
    new Host(one, node).pings("10.77.0.2", 5, "");
    Files.writeString(config, "mtu = 1500\n" + second);
    reload(node);
    assertThat(last("READY=1")).doesNotContain("node 1").contains("node 2 on sml0");
    assertThat(one.ip("-br link")).doesNotContain("sml0");
    assertThat(manager.count("FDSTOREREMOVE=1\nFDNAME=tap-1-sml0")).isEqualTo(1);
    Files.writeString(config, first);
    reload(node);
    assertThat(last("READY=1")).contains("node 1 on sml0, smg0 with").doesNotContain("node 2");
    assertThat(node.stop().exit()).isZero();
  }

  /**
   * What has its interface goes on without /dev/net/tun and says nothing; a new interface cannot be
   * had, in one sentence, until the file is there again.
   */
  @Test
  void lossOfTheTapDeviceConcernsNewInterfacesOnly() throws IOException {
    Netns one = lab.namespace("n1");
    Netns two = lab.namespace("n2");
    Host three = lab.host(3, "--mtu 1500");
    configure();
    List<String> by = new ArrayList<>(manager.starting(WATCHDOG));
    // A device file of its own: only this process loses it.
    String own = "mount -t tmpfs none /dev/net && " + MAKE_TUN + " && exec \"$@\"";
    by.addAll(List.of("unshare", "-m", "sh", "-c", own, "sh"));
    LabNode node = lab.launchConfigured(by, config);
    node.awaitReady();
    manager.awaitHeard("READY=1", 1);
    Host.configure(one, 1);
    Host first = new Host(one, node);
    first.reaches(three.ip4());

    beside(node, "rm /dev/net/tun");
    first.pings(three.ip4(), 20, "");
    Transfer.tcp(one, three.netns(), three.ip4(), 10_000_000);
    assertThat(node.err()).doesNotContain("WARN", "ERROR");

    Files.writeString(
        config,
        "[[node]]\nid = 2\nnetns = '" + two + "'\n[[node.local]]\ninterface = 'sml0'\n",
        StandardOpenOption.APPEND);
    reload(node);
    assertThat(last("READY=1"))
        .contains("node 1 on sml0, smg0 with", "refused: node 2: cannot open the TAP device sml0")
        .contains("/dev/net/tun does not exist");
    assertThat(node.err().lines().filter(line -> line.contains("/dev/net/tun"))).hasSize(1);
    first.pings(three.ip4(), 5, "");

    beside(node, MAKE_TUN);
    reload(node);
    assertThat(last("READY=1")).contains("node 2 on sml0 with").doesNotContain("refused");
    first.pings(three.ip4(), 5, "");
    assertThat(node.stop().exit()).isZero();
  }

  /** Runs a script that sees the files which a node sees. */
  private static void beside(LabNode node, String script) {
    Program.ok("nsenter", "-m", "-t", String.valueOf(node.pid()), "sh", "-c", script);
  }
}
