package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Arbitrary text in place of dev_mcast. One group too few is a bug. */
class MulticastTextFuzzTest {
  private static final int IFINDEX = 17;
  private static final byte[] GOOD =
      "\n17   smt0            1     0     01005e0000fb\n".getBytes(StandardCharsets.US_ASCII);
  private static final long GROUP = 0x01005e0000fbL;

  @FuzzTest
  void findsAGroupWhateverStandsAround(byte[] bytes) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(bytes);
    text.writeBytes(GOOD);
    text.writeBytes(bytes);
    MulticastParser parser = new MulticastParser();
    parser.parse(ByteBuffer.wrap(text.toByteArray()), IFINDEX);
    boolean found = false;
    for (int i = 0; i < parser.count(); i++) {
      assertThat(parser.found()[i]).isBetween(0L, 0xffff_ffff_ffffL);
      found |= parser.found()[i] == GROUP;
    }
    assertThat(found).isTrue();
    assertThat(parser.count()).isLessThanOrEqualTo(text.size() / 15);
  }
}
