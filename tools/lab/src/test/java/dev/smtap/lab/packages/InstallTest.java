package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The package in a fresh Debian, where no systemd runs (as in a container). */
@Tag("package")
class InstallTest {
  private static final String DEB = "/tmp/smtap.deb";

  private final DebianRoot root = new DebianRoot();

  private final Set<String> before = Traces.of(root);

  @BeforeEach
  void put() {
    root.put(Packages.current(), DEB);
  }

  @AfterEach
  void close() {
    root.close();
  }

  @Test
  void dpkgInstallsAndPurgesWithoutTrace() {
    assertThat(root.ok("dpkg -i " + DEB + " 2>&1")).doesNotContain("warning", "rror");
    assertThat(root.ok("smtap --version")).isEqualTo("smtap " + Packages.version());
    assertThat(root.ok("stat -c '%U:%G %a' /dev/shm/smtap; id -nG smtap"))
        .isEqualTo("root:smtap 2770\nsmtap");
    startsFromItsCache();
    assertThat(root.ok("smtap doctor --json || true")).startsWith("{");

    assertThat(root.ok("dpkg -r smtap 2>&1")).doesNotContain("warning", "rror");
    assertThat(Traces.since(root, before))
        .allMatch(each -> each.contains("/etc/smtap") || each.startsWith("smtap:"));
    assertThat(root.ok("dpkg -P smtap 2>&1")).doesNotContain("warning", "rror");
    assertThat(Traces.since(root, before)).isEmpty();
  }

  /** The AOT cache fits only files with the time that they had when it was made. */
  private void startsFromItsCache() {
    String unused = root.ok("SMTAP_JAVA_OPTIONS=-XX:AOTMode=on smtap --help");
  }

  @Test
  void aptInstallsWhatCanBeReadAndCompleted() {
    assertThat(root.ok("apt-get install -y " + DEB + " 2>&1"))
        .doesNotContain("W:", "E:", "warning");
    assertThat(root.ok("dpkg -V smtap")).isEmpty();

    // One page for each command that the help lists.
    String pages =
        root.ok(
            "for page in smtap 5:smtap.toml 7:smtap $(smtap --help | sed -n '/^Commands:/,$s/^  "
                + "\\([a-z-]\\+\\) .*/smtap-\\1/p'); do case $page in *:*) man -P cat ${page%:*} "
                + "${page#*:} ;; *) man -P cat $page ;; esac || echo \"NO $page\"; done 2>&1");
    assertThat(pages).contains("SMTAP-RUN(1)", "SMTAP.TOML(5)", "SMTAP(7)", "--busy-poll");
    assertThat(pages).doesNotContain("NO ", "No manual entry", "standard input");

    bashCompletes();
    fishCompletes();
    zshCompletes();
    keepsAddresses();

    assertThat(root.ok("apt-get purge -y smtap 2>&1")).doesNotContain("W:", "E:", "warning");
    assertThat(root.run("dpkg -s smtap").exit()).isNotZero();
  }

  private void bashCompletes() {
    assertThat(
            root.ok(
                "bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader smtap;"
                    + " complete -p smtap; COMP_WORDS=(smtap run --busy); COMP_CWORD=2;"
                    + " _complete_smtap; echo \"${COMPREPLY[@]}\"'"))
        .contains("complete ", " smtap", "--busy-poll");
  }

  private void fishCompletes() {
    assertThat(root.ok("fish -c 'complete -C \"smtap run --busy\"'")).startsWith("--busy-poll");
    assertThat(root.ok("fish -c 'complete -C \"smtap --ver\"'")).startsWith("--version");
    assertThat(root.ok("fish -c 'complete -C \"smtap config ch\"'")).startsWith("check");
  }

  /** By what its user sees: the line after the Tab key. */
  private void zshCompletes() {
    String script = "/tmp/zsh-complete";
    root.put(Path.of("src/test/sh/zsh-complete").toAbsolutePath(), script);
    Map.of(
            "smtap sta", "smtap status ",
            "smtap --ver", "smtap --version ",
            "smtap run --busy", "smtap run --busy-poll ",
            "smtap run --node 1 --loc", "smtap run --node 1 --local=",
            "smtap drain --busy", "smtap drain --busy",
            "smtap config ch", "smtap config check ",
            "smtap config --he", "smtap config --help ",
            "smtap config check --config=/etc/hostn", "smtap config check --config=/etc/hostname ")
        .forEach((typed, completed) ->
            assertThat(root.ok("zsh -f " + script + " '" + typed + "'"))
                .isEqualTo("[" + completed + "]"));
  }

  /** Without our file udev would give the interface an address of its own making. */
  private void keepsAddresses() {
    String address = "cat /sys/class/net/sml0/address";
    String before = root.ok("ip tuntap add sml0 mode tap && " + address);
    assertThat(root.ok("udevadm test-builtin net_setup_link /sys/class/net/sml0 2>&1"))
        .contains("70-smtap.link is applied", "ID_NET_NAME=sml0");
    assertThat(root.ok(address + " && ip link del sml0")).isEqualTo(before);
  }
}
