package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An interface was moved to a container: when that one ends, nothing of it is held. */
@Tag("e2e")
class MovedInterfaceTest {
  private static final String ADDRESS = "10.77.0.1";

  @RegisterExtension final Lab lab = new Lab();
  private List<Host> hosts = List.of();

  @BeforeEach
  void start() {
    hosts = lab.hosts(2, "--local sml1,network=stays --mtu 1500");
  }

  /** Moves the first node's interface, beside one end of a cable whose other end says all. */
  private void move(String place, String inside) {
    Host one = hosts.get(0);
    one.netns().ip("link set sml0 netns " + place);
    inside(inside, "link set sml0 up");
    inside(inside, "addr add " + ADDRESS + "/24 dev sml0");
    hosts.get(1).reaches(ADDRESS);
    hosts.get(1).netns().ip("link add cable type veth peer name eth0 netns " + place);
    assertThat(one.node().printed()).doesNotContain("was moved to");
  }

  private static void inside(String program, String words) {
    Program.ok((program + " ip " + words).split(" ", -1));
  }

  private void awaitEnd() {
    Host one = hosts.get(0);
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(5))
        .until(() -> !hosts.get(1).netns().ip("-br link").contains("cable"));
    String printed = one.node().printed();
    assertThat(printed.lines().filter(line -> line.contains("sml0")))
        .singleElement()
        .asString()
        .contains("interface sml0 is gone (its namespace was deleted)");
    assertThat(lab.status().adapter(1, "sml0").path("state").asString()).isEqualTo("gone");
    assertThat(lab.status().adapter(1, "stays").path("state").asString()).isEqualTo("present");
  }

  @Test
  void theDeletionOfANamedNamespaceIsNoticed() {
    Netns other = lab.namespace("other");
    move(other.name(), "ip netns exec " + other.name());
    other.delete();
    awaitEnd();
  }

  @Test
  void theEndOfAProcessIsNoticed() {
    Program container = container(List.of("unshare", "-n", "sleep", "1000"));
    move(Integer.toString(container.pid()), enter(container));
    container.close();
    awaitEnd();
  }

  /** The one that is found first need not be the last one. */
  @Test
  void theLastProcessCounts() {
    Program first = container(List.of("unshare", "-n", "sleep", "1000"));
    String join = enter(first) + " sleep 1000";
    Program second = container(List.of(join.split(" ", -1)));
    move(Integer.toString(first.pid()), enter(second));
    first.close();
    hosts.get(1).pings(ADDRESS, 20, "");
    await()
        .pollInSameThread()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> !hosts.get(0).node().printed().contains("is gone"));
    hosts.get(1).reaches(ADDRESS);
    second.close();
    awaitEnd();
  }

  private static String enter(Program container) {
    return "nsenter --net=/proc/" + container.pid() + "/ns/net";
  }

  private Program container(List<String> command) {
    Program program = lab.start(command);
    await()
        .pollInSameThread()
        .ignoreExceptions()
        .until(() -> !namespace(program.pid()).equals(namespace("self")));
    return program;
  }

  private static String namespace(Object process) throws java.io.IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/net")).toString();
  }
}
