package dev.smtap.global;

import static dev.smtap.global.CommandedSteering.CLIENT;
import static dev.smtap.global.CommandedSteering.CLIENT_PORT;
import static dev.smtap.global.CommandedSteering.NEIGHBOUR;
import static dev.smtap.global.SteeringBed.GOOD;
import static dev.smtap.global.SteeringBed.HOSTILE;
import static dev.smtap.global.SteeringBed.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.SearchCounter;
import dev.smtap.local.Steering;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody has a socket: who is told so is the operator's choice. */
class SteeringRefusalTest {
  private CommandedSteering test;

  @BeforeEach
  void make() throws Exception {
    test = new CommandedSteering();
    test.peersServe();
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
  }

  private boolean isRefused(InetAddress source) {
    var _ = test.steerSyn(source, CLIENT_PORT);
    test.answer(GOOD, Verdict.NONE);
    test.answer(HOSTILE, Verdict.NONE);
    boolean isRefused = test.readyNode() == OWN;
    assertThat(test.run().counters().get(SearchCounter.REJECTED)).isEqualTo(isRefused ? 1 : 0);
    assertThat(test.run().sent().get(AdapterSendCounter.NO_OWNER)).isEqualTo(isRefused ? 0 : 1);
    return isRefused;
  }

  @ParameterizedTest
  @CsvSource({"PARTITION, false", "ALL, true", "NONE, false"})
  void aSenderOutside(Refusal refusal, boolean isTold) {
    test.run().steering().waiting().setRefusal(refusal);
    assertThat(isRefused(CLIENT)).isEqualTo(isTold);
  }

  @ParameterizedTest
  @CsvSource({"PARTITION, true", "ALL, true", "NONE, false"})
  void aSenderOfThePartition(Refusal refusal, boolean isTold) {
    test.run().steering().waiting().setRefusal(refusal);
    assertThat(isRefused(NEIGHBOUR)).isEqualTo(isTold);
  }

  /** What others publish may be older than a socket that has just been opened. */
  @Test
  void nobodyIsToldWhenTooManyAreAskedAlready() {
    test.run().steering().waiting().setRefusal(Refusal.ALL);
    assertThat(test.steerSynUnasked(NEIGHBOUR)).isEqualTo(Steering.TAKEN);
    assertThat(test.run().counters().get(SearchCounter.UNASKED)).isEqualTo(1);
    assertThat(test.run().counters().get(SearchCounter.REJECTED)).isZero();
  }

  @Test
  void membersOfThePartitionAreToldIfNothingIsSaid() {
    assertThat(isRefused(NEIGHBOUR)).isTrue();
  }
}
