package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.Errno;
import org.junit.jupiter.api.Test;

class TapErrorsTest {
  @Test
  void saysHowToGetTheControlFile() {
    assertThat(TapErrors.noControlFile("smt0", Errno.ENOENT))
        .hasMessageStartingWith("cannot open the TAP device smt0: /dev/net/tun does not exist; ")
        .hasMessageContaining("modprobe tun")
        .hasMessageContaining("mknod /dev/net/tun c 10 200");
    assertThat(TapErrors.noControlFile("smt0", Errno.ENODEV))
        .hasMessageContaining("the kernel has no driver for it; load the module");
    assertThat(TapErrors.noControlFile("smt0", Errno.EACCES))
        .hasMessageContaining("no permission to use /dev/net/tun; allow it with 'chmod 0666");
    assertThat(TapErrors.noControlFile("smt0", Errno.EMFILE))
        .hasMessageContaining("too many open files");
  }

  @Test
  void saysWhatPrivilegeIsLacking() {
    assertThat(TapErrors.notAttached("smt0", Errno.EPERM, false))
        .hasMessageContaining("making one needs CAP_NET_ADMIN; run as root, or let root make one")
        .hasMessageContaining("'ip tuntap add dev smt0 mode tap user ");
    assertThat(TapErrors.notAttached("smt0", Errno.EPERM, true))
        .hasMessageContaining("it belongs to another user; run as its owner");
    assertThat(TapErrors.notAttached("smt0", Errno.ENOMEM, true).errno()).isEqualTo(Errno.ENOMEM);
  }
}
