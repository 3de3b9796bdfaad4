package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a tick forgets, and what it must not. */
class MailboxForgetTest {
  private static final int NODE = 37;

  private static List<Integer> told(Mailbox box, boolean connected) {
    List<Integer> ids = new ArrayList<>();
    box.eachUnknown(id -> {
      ids.add(id);
      return connected;
    });
    return ids;
  }

  @Test
  void nodeThatTurnsUpJustBeforeTheTickIsTold() throws SystemException {
    try (Mailbox box = new Mailbox()) {
      box.unknownNode(NODE);
      box.forgetUnknown();
      assertThat(told(box, true)).containsExactly(NODE);
    }
  }

  @Test
  void refusedNodeIsToldAgainAfterTheTickOnly() throws SystemException {
    try (Mailbox box = new Mailbox()) {
      assertThat(box.unknownNode(NODE)).isTrue();
      assertThat(told(box, false)).containsExactly(NODE);
      assertThat(box.unknownNode(NODE)).isFalse();
      assertThat(told(box, false)).isEmpty();
      box.forgetUnknown();
      assertThat(box.unknownNode(NODE)).isTrue();
      assertThat(told(box, true)).containsExactly(NODE);
    }
  }

  @Test
  void connectedNodeCanTurnUpAgain() throws SystemException {
    try (Mailbox box = new Mailbox()) {
      box.unknownNode(NODE);
      assertThat(told(box, true)).containsExactly(NODE);
      box.unknownNode(NODE);
      assertThat(told(box, true)).containsExactly(NODE);
    }
  }
}
