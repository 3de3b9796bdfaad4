package dev.smtap.cli.top;

import static dev.smtap.cli.top.Samples.adapter;
import static dev.smtap.cli.top.Samples.former;
import static dev.smtap.cli.top.Samples.node;
import static dev.smtap.cli.top.Samples.reading;
import static dev.smtap.cli.top.Samples.ring;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What two readings of a partition make. */
class ModelTest {
  private static Model model(Reading before, Reading now) {
    return ModelMaker.of(Optional.of(before), now);
  }

  private static double bits(Model model) {
    return model.total().bits();
  }

  @Test
  void oneReadingHasNoRates() {
    Model model =
        ModelMaker.of(Optional.empty(), reading(1, node(1, 7, adapter("a", 5, ring(2, 9, 5, 1)))));
    assertThat(bits(model)).isNaN();
    assertThat(model.drops()).singleElement().satisfies(each -> assertThat(each.rate()).isNaN());
  }

  @Test
  void ratesAreOfTheTimeBetweenTwoReadings() {
    Model model =
        model(
            reading(10, node(1, 7, adapter("a", 100, ring(2, 9, 100, 4)))),
            reading(12, node(1, 7, adapter("a", 300, ring(2, 9, 200, 10)))));
    assertThat(bits(model)).isEqualTo(100 * 100 * 8 / 2.0);
    assertThat(model.rings())
        .singleElement()
        .satisfies(each -> assertThat(each.sent().frames()).isEqualTo(50));
    assertThat(model.adapters())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.sent().frames()).isEqualTo(100);
          assertThat(each.dropRate()).isEqualTo(3);
        });
    assertThat(model.dropRate()).isEqualTo(3);
  }

  @Test
  void aNewGenerationStartsFromZero() {
    Model model =
        model(
            reading(1, node(1, 7, adapter("a", 900, ring(2, 9, 900, 0)))),
            reading(2, node(1, 8, adapter("a", 30, ring(2, 9, 20, 0)))));
    assertThat(model.adapters().getFirst().sent().frames()).isEqualTo(30);
    assertThat(model.rings().getFirst().sent().frames()).isEqualTo(20);
  }

  @Test
  void aPeerThatStartedAgainHasARingThatStartsFromZero() {
    Model model =
        model(
            reading(1, node(1, 7, adapter("a", 900, ring(2, 9, 900, 0)))),
            reading(2, node(1, 7, adapter("a", 940, ring(2, 9, 900, 0), ring(2, 10, 40, 0)))));
    assertThat(model.rings().get(0).sent().frames()).isZero();
    assertThat(model.rings().get(1).sent().frames()).isEqualTo(40);
  }

  @Test
  void countersThatGoBackStandStill() {
    Model model =
        model(
            reading(1, node(1, 7, adapter("a", 900, ring(2, 9, Long.MAX_VALUE / 100, 9)))),
            reading(2, node(1, 7, adapter("a", 1, ring(2, 9, Long.MIN_VALUE / 100, 2)))));
    assertThat(bits(model)).isZero();
    assertThat(model.dropRate()).isZero();
  }

  @Test
  void countsThatMoveToFormerNodesAreNoNewLosses() {
    Model model =
        model(
            reading(1, node(1, 7, adapter("a", 900, former(3), ring(2, 9, 900, 100)))),
            reading(2, node(1, 7, adapter("a", 900, former(105)))));
    assertThat(model.drops())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.where()).isEqualTo("to former nodes");
          assertThat(each.rate()).isEqualTo(2);
        });
  }

  @Test
  void flowsHaveRatesOnceTheyWereReadTwice() {
    Model model =
        model(
            reading(1, flows(Samples.flow(1_000, 10, 5))),
            reading(3, flows(Samples.flow(1_000, 30, 5), Samples.flow(1_001, 30, 5))));
    assertThat(model.flows())
        .filteredOn(each -> each.flow().foreignPort() == 1_000)
        .singleElement()
        .satisfies(each -> assertThat(each.traffic()).isEqualTo(new Traffic(10, 10_000)));
    assertThat(model.flows())
        .filteredOn(each -> each.flow().foreignPort() == 1_001)
        .singleElement()
        .satisfies(each -> assertThat(each.traffic().frames()).isNaN());
  }

  private static RecentFlows flows(dev.smtap.cli.connections.Flow... all) {
    RecentFlows flows = new RecentFlows();
    List.of(all).forEach(each -> flows.add(new RecentFlows.Place("web", 1, 7, each)));
    return flows;
  }

  @Test
  void ofTooManyFlowsThoseUsedLastAreKept() {
    RecentFlows flows = new RecentFlows();
    int all = RecentFlows.MOST + 1_000;
    for (int i = 0; i < all; i++) {
      flows.add(new RecentFlows.Place("web", 1, 7, Samples.flow(i, 1, all - i)));
    }
    assertThat(flows.count()).isEqualTo(all);
    assertThat(flows.kept())
        .hasSize(RecentFlows.MOST)
        .allSatisfy(each -> assertThat(each.flow().foreignPort()).isGreaterThanOrEqualTo(1_000));
  }
}
