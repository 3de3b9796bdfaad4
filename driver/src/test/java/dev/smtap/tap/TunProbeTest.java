package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whether TAPs can be opened, on this machine. */
class TunProbeTest {
  @Test
  void thisKernelHasTapsWithHeaders() {
    Path control = Path.of(TunProbe.PATH);
    assumeTrue(Files.isReadable(control) && Files.isWritable(control), "needs " + control);
    assertThat(TunProbe.look()).isEqualTo(new TunProbe(0, true));
  }
}
