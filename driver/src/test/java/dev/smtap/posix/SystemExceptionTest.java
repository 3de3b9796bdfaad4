package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SystemExceptionTest {
  @Test
  void namesWhatWasTriedOnWhatWhyAndWhatToDo() {
    SystemException e =
        new SystemException("map the section", "/dev/shm/x", Errno.ENOSPC, "make room there");
    assertThat(e)
        .hasMessage("cannot map the section /dev/shm/x: no space left (ENOSPC); make room there");
    assertThat(e.errno()).isEqualTo(Errno.ENOSPC);
  }

  @Test
  void leavesOutWhatThereIsNot() {
    assertThat(new SystemException("make an eventfd", "", Errno.EMFILE, ""))
        .hasMessage("cannot make an eventfd: too many open files in this process (EMFILE)");
  }

  @Test
  void takesReasonsInWords() {
    SystemException e = SystemException.because("open", "x", "it is a teapot", "boil it");
    assertThat(e).hasMessage("cannot open x: it is a teapot; boil it");
    assertThat(e.errno()).isZero();
  }

  @Test
  void describesEveryErrorNumberSomehow() {
    for (int errno = 1; errno < 200; errno++) {
      assertThat(Errno.describe(errno)).isNotBlank();
    }
    assertThat(Errno.describe(199)).isEqualTo("error 199");
  }

  @Test
  void comesFromRealCalls() {
    assertThatThrownBy(() -> FileHandle.open("/no/such/file", OpenFlags.O_RDONLY, 0, "make it"))
        .isInstanceOf(SystemException.class)
        .hasMessage("cannot open /no/such/file: it does not exist (ENOENT); make it");
  }
}
