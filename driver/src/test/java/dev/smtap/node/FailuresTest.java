package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fails each second is no news each second. */
class FailuresTest {
  private final List<String> said = new ArrayList<>();
  private final Failures<Integer> failures = new Failures<>(said::add);

  private void fail(int subject, String why) {
    failures.failed(subject, SystemException.because("set", "it", why, ""));
  }

  @Test
  void ofEachReasonOnceWhileItFails() {
    for (int i = 0; i < 3; i++) {
      fail(1, "no right");
      fail(1, "no memory");
    }
    assertThat(said).containsExactly("cannot set it: no right", "cannot set it: no memory");
  }

  @Test
  void againIfItHasWorkedMeanwhile() {
    fail(1, "no");
    failures.worked(1);
    failures.worked(1);
    fail(1, "no");
    fail(1, "no");
    assertThat(said).containsExactly("cannot set it: no", "cannot set it: no");
  }

  @Test
  void ofEachSubjectByItself() {
    fail(1, "no");
    fail(2, "no");
    failures.worked(1);
    fail(2, "no");
    assertThat(said).containsExactly("cannot set it: no", "cannot set it: no");
  }
}
