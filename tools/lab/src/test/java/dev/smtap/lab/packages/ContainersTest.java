package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The sample {@code containers.toml}, as it says: containers that run become nodes. They are made
 * by the runtime that Podman uses.
 */
@Tag("package")
class ContainersTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String CONFIG = "/etc/smtap/smtap.toml";

  /** A container that only sleeps, on what the root has below /usr. */
  private static final String CONTAINER =
      """
      {
        "ociVersion": "1.0.0",
        "process": {
          "user": {"uid": 0, "gid": 0},
          "args": ["sleep", "infinity"],
          "env": ["PATH=/usr/bin"],
          "cwd": "/",
          "noNewPrivileges": true
        },
        "root": {"path": "rootfs", "readonly": true},
        "mounts": [
          {"destination": "/proc", "type": "proc", "source": "proc"},
          {"destination": "/usr", "source": "/usr", "options": ["rbind", "ro"]}
        ],
        "linux": {
          "namespaces": [
            {"type": "pid"}, {"type": "network"}, {"type": "ipc"},
            {"type": "uts"}, {"type": "mount"}, {"type": "cgroup"}
          ]
        }
      }
      """;

  private final DebianRoot root = new DebianRoot();

  @AfterEach
  void close() {
    root.close();
  }

  private String ok(String script) {
    return root.ok(script);
  }

  @Test
  void becomeNodesWhileTheyRun() throws IOException {
    prepare();
    String sample = Files.readString(Unpacked.sample("containers.toml"));
    startContainer("db");
    // Those that run now; the third comes later.
    root.write(CONFIG, sample.substring(0, sample.lastIndexOf("[[node]]")));
    ok("systemctl start smtap");
    ok("ip addr add 192.0.2.1/24 dev sml0; ip link set sml0 up");
    ok("ip -n db addr add 192.0.2.2/24 dev sml0; ip -n db link set sml0 up");
    ok("ping -c 1 -W 10 192.0.2.2");

    startContainer("cache");
    root.write(CONFIG, sample);
    ok("systemctl reload smtap");
    await("node 3")
        .pollInSameThread()
        .atMost(SOON)
        .until(() -> ok("crun exec cache cat /proc/net/dev").contains("sml0"));
    ok("ip -n cache addr add 192.0.2.3/24 dev sml0; ip -n cache link set sml0 up");
    for (String address : List.of("192.0.2.1", "192.0.2.2")) {
      ok("ip netns exec cache ping -c 1 -W 10 " + address);
    }

    ok("crun delete -f cache && ip netns del cache");
    await("end of node 3")
        .pollInSameThread()
        .atMost(SOON)
        .until(() -> root.run("smtap status").out().matches("(?s).*\n +3 +stopped.*"));
    ok("ping -c 1 -W 10 192.0.2.2");
    assertThat(ok("systemctl is-active smtap")).isEqualTo("active");
    ok("systemctl stop smtap");
    assertThat(ok("ip -n db -br link")).doesNotContain("sml0");
    ok("crun delete -f db && ip netns del db");
  }

  private void prepare() {
    Unpacked.into(root);
    root.put(Unpacked.sample("smtap-netns.conf"), "/etc/systemd/system/smtap.service.d/netns.conf");
    root.write("/root/container/config.json", CONTAINER);
    ok("cd /root/container && mkdir -p rootfs/proc rootfs/dev rootfs/usr");
    for (String directory : List.of("bin", "lib", "lib64")) {
      ok("ln -s usr/" + directory + " /root/container/rootfs/" + directory);
    }
    root.boot();
  }

  /** Starts a container and gives its network namespace a name. */
  private void startContainer(String name) {
    ok("crun run --detach --bundle /root/container " + name + " </dev/null >/dev/null 2>&1");
    try (Stream<String> state = ok("crun state " + name).lines()) {
      String pid =
          state
              .filter(each -> each.contains("\"pid\""))
              .map(each -> each.replaceAll("[^0-9]", ""))
              .findFirst()
              .orElseThrow();
      ok("ip netns attach " + name + " " + pid);
    }
  }
}
