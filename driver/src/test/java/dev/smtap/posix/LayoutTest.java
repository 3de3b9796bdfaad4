package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers that Java repeats from C headers, against what the C compiler says. */
public final class LayoutTest {
  /** Compares every static number of a class whose name the C side knows; returns their names. */
  public static List<String> compare(Class<?> constants) throws IllegalAccessException {
    List<String> compared = new ArrayList<>();
    for (Field field : constants.getDeclaredFields()) {
      long expected = ControlCalls.layout(field.getName());
      if (Modifier.isStatic(field.getModifiers()) && expected != -Errno.ENOENT) {
        field.setAccessible(true);
        long actual = ((Number) field.get(null)).longValue();
        // Request numbers are unsigned in C, and an int there may be negative here.
        assertThat(actual).as(field.getName()).isEqualTo(expected);
        compared.add(field.getName());
      }
    }
    return compared;
  }

  private static void same(long actual, String name) {
    assertThat(actual).as(name).isEqualTo(ControlCalls.layout(name));
  }

  @Test
  void constantsAreThoseOfTheHeaders() throws Exception {
    assertThat(compare(Mapping.class)).contains("PROT_READ", "MAP_FIXED", "MAP_NORESERVE");
    assertThat(compare(OpenFlags.class)).contains("O_DIRECTORY", "O_NOFOLLOW", "O_PATH");
    assertThat(compare(Poll.class)).contains("POLLIN", "POLLNVAL");
    assertThat(compare(Inotify.class)).contains("IN_CLOSE_WRITE", "IN_DELETE", "IN_MASK_ADD");
    assertThat(compare(Namespace.class)).contains("CLONE_NEWNET");
    assertThat(compare(PacketSocket.class)).contains("AF_PACKET", "MSG_DONTWAIT");
  }

  @Test
  void structuresAreThoseOfTheHeaders() {
    same(Poll.SIZE, "sizeof(struct pollfd)");
    same(Poll.EVENTS_OFFSET, "offsetof(struct pollfd, events)");
    same(Poll.RESULT_OFFSET, "offsetof(struct pollfd, revents)");
    same(Futex.WAITER_SIZE, "sizeof(struct futex_waitv)");
    same(Futex.VALUE_OFFSET, "offsetof(struct futex_waitv, val)");
    same(Futex.ADDRESS_OFFSET, "offsetof(struct futex_waitv, uaddr)");
    same(Futex.FLAGS_OFFSET, "offsetof(struct futex_waitv, flags)");
    same(Futex.MAXIMUM_WAITERS, "FUTEX_WAITV_MAX");
    same(Inotify.HEADER_SIZE, "sizeof(struct inotify_event)");
    same(Inotify.MASK_OFFSET, "offsetof(struct inotify_event, mask)");
    same(Inotify.NAME_LENGTH_OFFSET, "offsetof(struct inotify_event, len)");
    same(PacketSocket.ADDRESS_SIZE, "sizeof(struct sockaddr_ll)");
    same(PacketSocket.PROTOCOL_OFFSET, "offsetof(struct sockaddr_ll, sll_protocol)");
    same(PacketSocket.IFINDEX_OFFSET, "offsetof(struct sockaddr_ll, sll_ifindex)");
  }

  @Test
  void saysWhatItDoesNotKnow() {
    assertThat(ControlCalls.layout("no such thing")).isEqualTo(-Errno.ENOENT);
  }
}
