package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(dev.smtap.lab.Program.ok("sh", "-c", "find /sys/fs/cgroup -name 'smtap-root-*'"))
        .isEmpty();
  }
}
