package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.Errno;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final int SEQUENCE = 7;

  private final ByteArrayOutputStream datagram = new ByteArrayOutputStream();
  private final Listing listing = new Listing(SEQUENCE);
  private int taken;

  private ListingTest add(int type, int flags, int sequence, int... payload) {
    byte[] bytes = new byte[payload.length * 4];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (payload[i / 4] >> (8 * (i % 4)));
    }
    datagram.writeBytes(MessageBuilder.raw(type, flags, bytes).build(sequence));
    return this;
  }

  private boolean take() {
    byte[] bytes = datagram.toByteArray();
    datagram.reset();
    MessageReader reader = new MessageReader(bytes);
    reader.reset(bytes.length);
    return listing.take(reader, _ -> taken++);
  }

  @Test
  void goesOnUntilTheEnd() {
    assertThat(add(20, 2, SEQUENCE).add(20, 2, SEQUENCE).take()).isFalse();
    assertThat(add(20, 2, SEQUENCE).take()).isFalse();
    assertThat(add(20, 2, SEQUENCE).add(Netlink.NLMSG_DONE, 2, SEQUENCE, 0).take()).isTrue();
    assertThat(listing.result()).isZero();
    assertThat(taken).isEqualTo(4);
  }

  @Test
  void passesOverWhatAnotherRequestGot() {
    int done = Netlink.NLMSG_DONE;
    int interrupted = Netlink.NLM_F_DUMP_INTR;
    assertThat(add(20, interrupted, 6).add(done, 0, 6, -5).take()).isFalse();
    assertThat(add(done, 0, SEQUENCE).take()).isTrue();
    assertThat(listing.result()).isZero();
    assertThat(taken).isZero();
  }

  @Test
  void saysThatItChangedMeanwhile() {
    assertThat(add(20, Netlink.NLM_F_DUMP_INTR, SEQUENCE).take()).isFalse();
    assertThat(add(Netlink.NLMSG_DONE, 2, SEQUENCE, 0).take()).isTrue();
    assertThat(listing.result()).isEqualTo(Listing.CHANGED);
  }

  @Test
  void saysThatItChangedAtTheVeryEnd() {
    assertThat(add(Netlink.NLMSG_DONE, Netlink.NLM_F_DUMP_INTR, SEQUENCE, 0).take()).isTrue();
    assertThat(listing.result()).isEqualTo(Listing.CHANGED);
  }

  @Test
  void aFailureStandsBehindTheEnd() {
    assertThat(add(Netlink.NLMSG_DONE, 0x10, SEQUENCE, -Errno.ENOENT).take()).isTrue();
    assertThat(listing.result()).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void aRefusalIsNeverASuccess() {
    assertThat(add(Netlink.NLMSG_ERROR, 0, SEQUENCE, -Errno.EPERM).take()).isTrue();
    assertThat(listing.result()).isEqualTo(-Errno.EPERM);
    assertThat(add(Netlink.NLMSG_ERROR, 0, SEQUENCE, 0).take()).isTrue();
    assertThat(listing.result()).isEqualTo(-Errno.EIO);
    assertThat(add(Netlink.NLMSG_ERROR, 0, SEQUENCE).take()).isTrue();
    assertThat(listing.result()).isEqualTo(-Errno.EIO);
  }
}
