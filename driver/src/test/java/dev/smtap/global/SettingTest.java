package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a user is told to type is what sysctl(8) takes. */
class SettingTest {
  @Test
  void isNamedAsSysctlNamesIt() {
    assertThat(Setting.name(Setting.EARLY_DEMUX.file(""))).isEqualTo("net.ipv4.ip_early_demux");
    assertThat(Setting.name(Setting.REVERSE_PATH.file("smg0")))
        .isEqualTo("net.ipv4.conf.smg0.rp_filter");
    assertThat(Setting.name(Setting.REVERSE_PATH.file("eth0.100")))
        .isEqualTo("net.ipv4.conf.eth0/100.rp_filter");
  }

  @Test
  void aRangeOfPortsIsTwoNumbers() {
    Setting setting = Setting.EPHEMERAL_PORTS;
    for (PortRange each : new PortRange[] {new PortRange(1, 65_535), new PortRange(7, 7)}) {
      String text = each.first() + "\t" + each.last();
      assertThat(setting.parse(text)).isEqualTo(Setting.value(each));
      assertThat(setting.format(Setting.value(each))).isEqualTo(text.replace('\t', ' '));
    }
    assertThat(setting.file("")).hasToString("/proc/sys/net/ipv4/ip_local_port_range");
    for (String each : new String[] {"1", "2 1", "0 5", "1 65536", "1 2 3", "", "a b"}) {
      assertThatThrownBy(() -> setting.parse(each)).isInstanceOf(NumberFormatException.class);
    }
  }

  @Test
  void hasItsFileBelowProc() {
    assertThat(Setting.ACCEPT_DAD.file("smg0"))
        .hasToString("/proc/sys/net/ipv6/conf/smg0/accept_dad");
  }
}
