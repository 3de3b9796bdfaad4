package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However many files somebody puts there, the log has few lines of them. */
class ComplaintsTest {
  private final List<String> said = new ArrayList<>();
  private final Complaints complaints = new Complaints(said::add);

  @Test
  void ofEachOnceUnlessItHasBeenASectionMeanwhile() {
    complaints.tell(7, "no");
    complaints.tell(7, "no");
    complaints.tell(8, "nor");
    assertThat(said).containsExactly("no", "nor");
    complaints.forget(7);
    complaints.tell(7, "again");
    assertThat(said).containsExactly("no", "nor", "again");
  }

  @Test
  void ofManyOfSomeOnly() {
    for (int round = 0; round < 3; round++) {
      for (int id = 1; id <= 60_000; id++) {
        complaints.tell(id, "no " + id);
        complaints.forget(id + 1);
      }
    }
    assertThat(said).hasSize(Complaints.MOST + 1);
    assertThat(said.getLast()).contains("nothing is said any more");
  }
}
