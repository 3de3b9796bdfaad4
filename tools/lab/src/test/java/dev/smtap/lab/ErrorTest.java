package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong is said in one sentence, and leaves nothing behind. */
@Tag("e2e")
class ErrorTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @RegisterExtension static final Lab LAB = new Lab();
  private static List<Host> hosts = List.of();

  @BeforeAll
  static void start() {
    hosts = LAB.hosts(1, "--mtu 1500 --local used,network=used");
  }

  private static String netns() {
    return hosts.get(0).netns().name();
  }

  private static Program.Result fails(int exit, List<String> command) {
    Program.Result end = Program.run(LIMIT, command);
    assertThat(end.exit()).as(end.toString()).isEqualTo(exit);
    isOneSentence(end);
    return end;
  }

  private static void isOneSentence(Program.Result end) {
    assertThat(end.err()).startsWith("smtap: ").doesNotContain("Exception", "\tat ");
    assertThat(end.err().lines().filter(line -> !line.matches("(Try '|Possible).*"))).hasSize(1);
    assertThat(end.out()).doesNotContain("ready", "hs_err", "SIGBUS");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "claimed ID | 1 | --node 1 --netns NETNS --local new0 | node ID 1 | process",
        "unknown namespace | 1 | --netns no-such-ns --local new0 | no-such-ns | ip netns add",
        "namespace of no process | 1 | --netns 2147483646 --local new0 | 2147483646 | process",
        "interface in use | 1 | --netns NETNS --local used,network=third | used | another program",
        "interface that is no TAP | 1 | --netns NETNS --local lo,network=third | lo | TAP",
        "same network twice | 2 | --netns NETNS --local new0 --local new1,network=new0 | new0 | ''",
        "same interface twice | 2 | --netns NETNS --local new0 --local new0,network=b | new0 | ''",
        "MTU too small | 2 | --netns NETNS --local new0 --mtu 1489 | 1489 | 1490",
        "MTU too large | 2 | --netns NETNS --local new0,mtu=65522 | 65522 | 65521",
        "ID too large | 2 | --netns NETNS --local new0 --node 65535 | 65535 | 65534",
        "name too long | 2 | --netns NETNS --local abcdefghijklmnop | abcdefghijklmnop | 15",
        "no interface | 2 | --netns NETNS | interface | --local",
        "unknown setting | 2 | --netns NETNS --local new0,mut=1500 | mut | IFNAME",
        "unknown offload | 2 | --netns NETNS --local new0 --offloads tso5 | tso5 | csum",
        "unknown flag | 2 | --netns NETNS --local new0 --fast | --fast | ''",
        "slots too few | 2 | --netns NETNS --local new0 --slots 1 | slots | 128",
      })
  void isSaidInASentence(String name, int exit, String flags, String names, String advises) {
    List<String> before = leftovers();
    Program.Result end = fails(exit, LAB.smtap("run", flags.replace("NETNS", netns())));
    assertThat(end.err()).as(name).contains(names).contains(advises == null ? "" : advises);
    assertThat(leftovers()).isEqualTo(before);
  }

  /** What a failed start could leave behind. */
  private static List<String> leftovers() {
    List<String> found = new ArrayList<>();
    found.addAll(hosts.get(0).netns().ip("-br link").lines().toList());
    found.addAll(Program.ok("ls", LAB.section("").toString()).lines().toList());
    return found;
  }

  /** Letters that no path of this process can have. */
  @Test
  void aPathThatTheLocaleDoesNotHave() throws IOException {
    Path file = LAB.facility().resolve("letters.toml");
    Files.writeString(file, "facility = '/dev/shm/\u00fc'\n");
    List<String> command = new ArrayList<>(List.of("env", "LC_ALL=C"));
    command.addAll(LAB.smtap("run", "--config " + file + " --local new0"));
    assertThat(fails(1, command).err())
        .contains("key 'facility': '/dev/shm/", "is not a path here");
  }

  @Test
  void withoutPermission() {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", netns()));
    command.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
    command.addAll(LAB.smtap("run", "--local new0"));
    assertThat(fails(1, command).err()).contains(LAB.facility().toString());
  }

  @Test
  void whoMayNotLookIsNotToldThatThereIsNothing() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
    command.addAll(LAB.smtap("status", ""));
    Program.ok("chmod", "700", LAB.facility().toString());
    try {
      assertThat(fails(1, command).err()).contains("no permission to enter " + LAB.facility());
    } finally {
      Program.ok("chmod", "755", LAB.facility().toString());
    }
  }

  @Test
  void whatCannotBeWrittenIsSaidUnlessNobodyReads() {
    List<String> full = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"));
    full.addAll(LAB.smtap("status", "--json"));
    assertThat(fails(1, full).err()).contains("cannot write to standard output");
    List<String> closed = new ArrayList<>(List.of("sh", "-c", "\"$@\" | true", "sh"));
    closed.addAll(LAB.smtap("status", "--json"));
    assertThat(Program.run(LIMIT, closed).err()).isEmpty();
  }

  @Test
  void aCaptureOfNothingLeavesTheFileAsItIs() throws IOException {
    Path file = Files.writeString(LAB.facility().resolve("kept.pcapng"), "kept");
    for (String wrong : List.of("--node 9", "--adapter nobodys")) {
      Program.Result end = Program.run(LIMIT, LAB.smtap("capture", "-w " + file + " " + wrong));
      assertThat(end.exit()).as(end.toString()).isEqualTo(1);
      assertThat(file).hasContent("kept");
    }
  }

  @Test
  void withoutTunDevice() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare", "-m", "sh", "-c", "mount -t tmpfs none /dev/net && exec \"$@\"", "sh"));
    command.addAll(LAB.smtap("run", "--netns " + netns() + " --local new0"));
    List<String> before = leftovers();
    assertThat(fails(1, command).err()).contains("/dev/net/tun", "does not exist", "modprobe tun");
    assertThat(leftovers()).isEqualTo(before);
  }

  /** However little fits: either it is said, or what does not fit later is dropped and counted. */
  @ParameterizedTest
  @ValueSource(strings = {"4k", "16k", "32k", "64k", "256k", "1m", "4m"})
  void withAFullSharedMemory(String size) {
    // A file system that goes with the mount namespace.
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + size + " none " + LAB.facility() + " && exec \"$@\"",
                "sh"));
    command.addAll(LAB.smtap("run", "--netns " + netns() + " --local new0"));
    Program program = LAB.start(command);
    if (program.printedWithin("ready", LIMIT)) {
      hosts.get(0).netns().ip("link set new0 up");
      hosts.get(0).netns().ip("addr add 10.79.0.1/24 dev new0");
      hosts.get(0).netns().run(LIMIT, "ping -n -q -b -c 20 -i 0.01 -W 0.2 -s 60000 10.79.0.255");
      assertThat(program.isAlive()).as(program.printed()).isTrue();
      program.signal(Program.SIGTERM);
      Program.Result end = program.awaitEnd(LIMIT);
      assertThat(end.exit()).as(end.toString()).isZero();
      assertThat(end.err()).doesNotContain("\tat ", "SIGBUS");
      return;
    }
    Program.Result end = program.awaitEnd(LIMIT);
    assertThat(end.exit()).as(end.toString()).isEqualTo(1);
    isOneSentence(end);
    assertThat(end.err()).containsIgnoringCase("space");
    assertThat(hosts.get(0).netns().ip("-br link")).doesNotContain("new0");
  }
}
