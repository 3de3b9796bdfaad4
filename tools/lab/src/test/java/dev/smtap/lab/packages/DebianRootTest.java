package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.lab.Program;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The place that the other tests need. */
@Tag("package")
class DebianRootTest {
  @Test
  void isFreshEachTimeAndBoots() {
    try (DebianRoot root = new DebianRoot()) {
      root.write("/etc/mark", "here\n");
      assertThat(root.ok("cat /etc/mark; cat /proc/1/comm")).isEqualTo("here\nsleep");
      root.boot();
      assertThat(root.ok("cat /etc/mark; cat /proc/1/comm")).isEqualTo("here\nsystemd");
      assertThat(root.ok("ip -br link | cut -d' ' -f1; ls /dev/shm")).isEqualTo("lo");
    }
    try (DebianRoot root = new DebianRoot()) {
      assertThat(root.run("cat /etc/mark").exit()).isNotZero();
    }
    assertThat(cgroupsOf(ProcessHandle.current().pid())).isEmpty();
  }

  @Test
  void removesWhatAKilledRunLeft() {
    Program killed = new Program(List.of("sleep", "infinity"));
    killed.close();
    String left = DebianRoot.cgroupsOf(killed.pid());
    try (DebianRoot root = new DebianRoot()) {
      String unused = root.beside("mkdir -p /mnt/cgroup/" + left + "1/system.slice").ok();
      assertThat(root.beside("ls /mnt/cgroup").ok()).contains(left);
    }
    try (DebianRoot root = new DebianRoot()) {
      assertThat(root.beside("ls /mnt/cgroup").ok()).doesNotContain(left);
    }
  }

  /** The directories of a process's roots, those that a test of another run makes aside. */
  private static String cgroupsOf(long pid) {
    return Program.ok("find", "/sys/fs/cgroup", "-name", DebianRoot.cgroupsOf(pid) + "*");
  }
}
