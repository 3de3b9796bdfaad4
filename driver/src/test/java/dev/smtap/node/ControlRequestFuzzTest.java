package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Sentence;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureDescriptor;
import dev.smtap.ring.CaptureRecordDescriptor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Whatever comes over a control socket. Input: a line; also tried with a good beginning in front
 * and an end behind it.
 */
class ControlRequestFuzzTest {
  private static final byte[] BEGINNING = "1 capture ".getBytes(StandardCharsets.US_ASCII);

  @FuzzTest
  void understandsOrRefuses(byte[] bytes) {
    check(bytes);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(BEGINNING);
    line.writeBytes(bytes);
    line.write('\n');
    check(line.toByteArray());
  }

  private static void check(byte[] line) {
    try {
      ControlRequest request = ControlRequest.parse(line);
      // What was understood is the same when it is written and read again.
      ControlRequest again = ControlRequest.parse(request.line().getBytes(StandardCharsets.UTF_8));
      assertThat(again).isEqualTo(request);
      CaptureWish wish = CaptureWish.of(request);
      assertThat(wish.mostBytes())
          .isBetween(CaptureWish.LEAST_BYTES, CaptureRecordDescriptor.LONGEST_SLOT_RECORD_BYTES);
      assertThat(CaptureDescriptor.isRingBytes(wish.ringBytes())).isTrue();
    } catch (SystemException e) {
      Sentence.check(e);
    }
  }
}
