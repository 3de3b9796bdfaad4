package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.Drawing;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.LayoutTest;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each structure of sock_diag: its drawing, the constants in Java, and the kernel's headers. */
class DiagLayoutTest {
  /** A field as the drawing, the kernel and Java call it; Java not, where it has no use for it. */
  record Named(String drawn, String kernel, String java) {}

  record Layout(Class<?> descriptor, String struct, int bytes, List<Named> fields) {
    @Override
    public String toString() {
      return struct;
    }
  }

  static Stream<Layout> layouts() {
    return Stream.of(
        new Layout(
            DiagSocketIdDescriptor.class,
            "inet_diag_sockid",
            DiagSocketIdDescriptor.BYTES,
            List.of(
                new Named("source port", "idiag_sport", "SOURCE_PORT_OFFSET"),
                new Named("destination port", "idiag_dport", "DESTINATION_PORT_OFFSET"),
                new Named("source address", "idiag_src", "SOURCE_ADDRESS_OFFSET"),
                new Named("destination address", "idiag_dst", "DESTINATION_ADDRESS_OFFSET"),
                new Named("interface", "idiag_if", "INTERFACE_OFFSET"),
                new Named("cookie", "idiag_cookie", "COOKIE_OFFSET"))),
        new Layout(
            DiagRequestDescriptor.class,
            "inet_diag_req_v2",
            DiagRequestDescriptor.BYTES,
            List.of(
                new Named("family", "sdiag_family", "FAMILY_OFFSET"),
                new Named("protocol", "sdiag_protocol", "PROTOCOL_OFFSET"),
                new Named("extensions", "idiag_ext", "EXTENSIONS_OFFSET"),
                new Named("states", "idiag_states", "STATES_OFFSET"),
                new Named("socket id", "id", "SOCKET_ID_OFFSET"))),
        new Layout(
            DiagMessageDescriptor.class,
            "inet_diag_msg",
            DiagMessageDescriptor.BYTES,
            List.of(
                new Named("family", "idiag_family", "FAMILY_OFFSET"),
                new Named("state", "idiag_state", "STATE_OFFSET"),
                new Named("timer", "idiag_timer", "TIMER_OFFSET"),
                new Named("retransmits", "idiag_retrans", "RETRANSMITS_OFFSET"),
                new Named("socket id", "id", "SOCKET_ID_OFFSET"),
                new Named("timer expires", "idiag_expires", "EXPIRES_OFFSET"),
                new Named("receive queue", "idiag_rqueue", "RECEIVE_QUEUE_OFFSET"),
                new Named("send queue", "idiag_wqueue", "SEND_QUEUE_OFFSET"),
                new Named("user", "idiag_uid", "USER_OFFSET"),
                new Named("inode", "idiag_inode", "INODE_OFFSET"))));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void drawingJavaAndTheHeadersAreOne(Layout layout) throws Exception {
    Drawing drawing = Drawing.of(layout.descriptor());
    for (Named each : layout.fields()) {
      int offset = layout.descriptor().getDeclaredField(each.java()).getInt(null);
      assertThat(drawing.field(each.drawn()).offset()).as(each.drawn()).isEqualTo(offset);
      assertThat(c("offsetof(struct " + layout.struct() + ", " + each.kernel() + ")"))
          .as("%s in C", each.kernel())
          .isEqualTo(offset);
      assertThat(c("sizeof(struct " + layout.struct() + "." + each.kernel() + ")"))
          .as("bytes of %s in C", each.kernel())
          .isEqualTo(drawing.field(each.drawn()).bytes());
    }
    assertThat(drawing.field(Drawing.END).offset()).isEqualTo(layout.bytes());
    assertThat(c("sizeof(struct " + layout.struct() + ")")).isEqualTo(layout.bytes());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void nothingIsLeftOut(Layout layout) {
    List<String> drawn = new ArrayList<>(Drawing.of(layout.descriptor()).names());
    drawn.remove(Drawing.END);
    assertThat(drawn)
        .containsExactlyElementsOf(layout.fields().stream().map(Named::drawn).toList());
    List<String> constants = new ArrayList<>();
    for (Field each : layout.descriptor().getDeclaredFields()) {
      if (each.getName().endsWith("_OFFSET")) {
        constants.add(each.getName());
      }
    }
    assertThat(constants)
        .containsExactlyInAnyOrderElementsOf(layout.fields().stream().map(Named::java).toList());
  }

  @Test
  void numbersAreThoseOfTheHeaders() throws Exception {
    List<String> numbers = new ArrayList<>();
    for (Field each : InetDiag.class.getDeclaredFields()) {
      if (!each.isSynthetic()) {
        numbers.add(each.getName());
      }
    }
    assertThat(LayoutTest.compare(InetDiag.class)).containsExactlyElementsOf(numbers);
    assertThat(c("sizeof(struct inet_diag_sockid.idiag_src)"))
        .isEqualTo(DiagSocketIdDescriptor.ADDRESS_BYTES);
  }

  private static long c(String name) {
    long value = ControlCalls.layout(name);
    assertThat(value).as(name).isNotEqualTo(-Errno.ENOENT);
    return value;
  }
}
