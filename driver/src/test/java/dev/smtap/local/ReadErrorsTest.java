package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link ReadErrors}: one frame that cannot be read ends no network, a device that is gone does.
 */
class ReadErrorsTest {
  private final ReadErrors errors = new ReadErrors();

  @ParameterizedTest
  @ValueSource(ints = {0, Errno.EBADF, Errno.EBADFD, Errno.ENODEV})
  void aDeviceThatIsGoneEndsIt(int errno) {
    assertThat(errors.isEndOfDevice(errno)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EINVAL, Errno.EIO, Errno.ENOMEM})
  void aFrameThatCannotBeReadDoesNot(int errno) {
    for (int i = 0; i < 3 * ReadErrors.MOST_IN_A_ROW; i++) {
      assertThat(errors.isEndOfDevice(errno)).isFalse();
      errors.end();
    }
  }

  /** Or the thread would spin for ever. */
  @Test
  void nothingElseForLongDoes() {
    for (int i = 0; i < ReadErrors.MOST_IN_A_ROW; i++) {
      assertThat(errors.isEndOfDevice(Errno.EINVAL)).isFalse();
    }
    assertThat(errors.isEndOfDevice(Errno.EINVAL)).isTrue();
  }
}
