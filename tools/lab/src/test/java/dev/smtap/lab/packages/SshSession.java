package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.lab.Program;
import java.time.Duration;
import java.util.List;

/**
 * An ssh connection from the machine of a root into its namespace {@code peer}: every tenth of a
 * second a line goes there and comes back, also while a node in between restarts. One thread.
 */
final class SshSession implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Program ssh;

  private SshSession(Program ssh) {
    this.ssh = ssh;
  }

  /** Makes keys, and starts an sshd in the namespace {@code peer}. */
  static void startServer(DebianRoot root) {
    String unused =
        root.ok(
            "mkdir -p /run/sshd /root/.ssh && ssh-keygen -A && ssh-keygen -q -t ed25519 -N ''"
                + " -f /root/.ssh/id_ed25519"
                + " && cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys"
                + " && touch /root/.ssh/known_hosts");
    // The machine has one on port 22 itself, which takes connections to a global address there.
    unused = root.ok("ip netns exec peer /usr/sbin/sshd -o UsePAM=no -o PidFile=none -p 2222");
  }

  /** Opens one, which works when this returns. */
  static SshSession open(DebianRoot root, String address) {
    String session =
        "exec ssh -oStrictHostKeyChecking=no -oServerAliveInterval=5 -p2222 "
            + address
            + " cat < <(while sleep 0.1 && date +%s.%N; do :; done)";
    SshSession opened = new SshSession(new Program(root.inside(List.of("bash", "-c", session))));
    opened.goesOn();
    return opened;
  }

  /** Lines that go now come back. */
  void goesOn() {
    long before = lines();
    await("lines by ssh after " + before)
        .pollInSameThread()
        .atMost(SOON)
        .failFast(() -> assertThat(ssh.isAlive()).as(ssh.printed()).isTrue())
        .until(() -> lines() > before + 5);
  }

  private long lines() {
    return ssh.printed().lines().count();
  }

  @Override
  public void close() {
    ssh.close();
  }
}
