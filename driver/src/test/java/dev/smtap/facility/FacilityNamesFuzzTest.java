package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Sentence;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.NodeAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Names of partitions as users type them, and names of files that anybody may have made. */
class FacilityNamesFuzzTest {
  private static final Path ROOT = Path.of("/dev/shm/root");

  @FuzzTest
  void refusesOrUnderstands(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int id = Facility.nodeId(text);
    assertThat(id == 0 || NodeAddress.isNodeId(id)).isTrue();
    try {
      Facility facility = Facility.of(ROOT, text);
      assertThat(facility.directory().normalize().getParent()).isEqualTo(ROOT);
      if (id != 0) {
        assertThat(String.valueOf(facility.node(id).getFileName())).isEqualTo(text);
      }
    } catch (SystemException e) {
      Sentence.check(e);
    }
  }
}
