package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.IpAddress;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * What a hostile node publishes about a global network: every count and number within bounds, and
 * addresses that can be shown. Input: the 40 bytes of the head, two addresses, listeners.
 */
class PublishedAreaFuzzTest {
  private static final int HEAD_BYTES = 40;
  private static final int LONGEST_ADDRESS = 39;

  private static MappedSection memory;
  private static AdapterInfo info;

  @BeforeAll
  static void make() throws IOException {
    int flows = GlobalAreaDescriptor.FEWEST_FLOWS;
    Geometry geometry = Geometry.of(2, Geometry.LEAST_SLOTS);
    memory =
        MappedSection.ofPrivateMemory(geometry.areaBytes() + GlobalAreaDescriptor.bytes(flows));
    info = new AdapterInfo(0, NetworkKind.GLOBAL, 0, "web", memory.position(), 0, geometry, flows);
  }

  @AfterAll
  static void remove() throws IOException {
    memory.close();
  }

  @FuzzTest
  void staysWithinBounds(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    long area = info.globalPosition();
    SharedMemory.clear(area, GlobalAreaDescriptor.TABLE_OFFSET);
    SharedMemory.copyIn(input.next(HEAD_BYTES), area);
    SharedMemory.copyIn(
        input.next(2 * GlobalAreaDescriptor.ADDRESS_BYTES),
        area + GlobalAreaDescriptor.ADDRESSES_OFFSET);
    int room = GlobalAreaDescriptor.MOST_LISTENERS * GlobalAreaDescriptor.LISTENER_BYTES;
    SharedMemory.copyIn(input.next(room), area + GlobalAreaDescriptor.LISTENERS_OFFSET);
    // An odd sequence has a test of its own; it takes too long here.
    long sequence = area + GlobalAreaDescriptor.SEQUENCE_OFFSET;
    SharedMemory.putLong(sequence, SharedMemory.getLong(sequence) & ~1L);
    check(PublishedArea.read(info));
  }

  private static void check(PublishedArea read) {
    assertThat(read.isSettled()).isTrue();
    assertThat(read.weight()).isBetween(1, 255);
    assertThat(read.leftOut()).isNotNegative();
    assertThat(read.addresses()).hasSizeLessThanOrEqualTo(GlobalAreaDescriptor.MOST_ADDRESSES);
    assertThat(read.listeners()).hasSizeLessThanOrEqualTo(GlobalAreaDescriptor.MOST_LISTENERS);
    read.addresses().forEach(PublishedAreaFuzzTest::checkText);
    for (PublishedArea.Listener each : read.listeners()) {
      assertThat(each.protocol()).isBetween(0, 255);
      assertThat(each.localPort()).isBetween(0, 65_535);
      assertThat(each.foreignPort()).isBetween(0, 65_535);
      checkText(each.local());
      checkText(each.foreign());
    }
  }

  private static void checkText(IpAddress address) {
    assertThat(address.toString()).matches("[0-9a-f:.]{2," + LONGEST_ADDRESS + "}");
  }
}
