package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a user is told to type is what sysctl(8) takes. */
class SettingTest {
  @Test
  void isNamedAsSysctlNamesIt() {
    assertThat(Setting.name(Setting.EARLY_DEMUX.file(""))).isEqualTo("net.ipv4.ip_early_demux");
    assertThat(Setting.name(Setting.REVERSE_PATH.file("smg0")))
        .isEqualTo("net.ipv4.conf.smg0.rp_filter");
  }

  @Test
  void hasItsFileBelowProc() {
    assertThat(Setting.ACCEPT_DAD.file("smg0"))
        .hasToString("/proc/sys/net/ipv6/conf/smg0/accept_dad");
  }
}
