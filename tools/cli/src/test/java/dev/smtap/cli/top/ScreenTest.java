package dev.smtap.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.status.State;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Screens of whatever there may be, also of what hostile nodes say. */
class ScreenTest {
  private static final String[] KEYS = {
    "1",
    "2",
    "3",
    "4",
    "5",
    "s",
    "S",
    "r",
    "u",
    "n",
    "?",
    "p",
    "+",
    "-",
    "down",
    "up",
    "right",
    "left",
    "page-down",
    "page-up",
    "home",
    "tab",
    "back-tab",
    "x",
    "esc"
  };

  private final List<String> names =
      List.of("sml0", "", "\u001b[2J\u001b[31m", "a".repeat(300), "東京\n\t", "\u202e\u0000%s");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noLineIsWiderThanTheScreen(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 25; round++) {
      Model model = model(random);
      Controls controls = new Controls(random.nextDouble(0.1, 3_600));
      History history = new History();
      for (int i = random.nextInt(300); i > 0; i--) {
        history.add(traffic(random));
      }
      Glyphs glyphs = random.nextBoolean() ? Glyphs.UNICODE : Glyphs.ASCII;
      for (int press = 0; press < 12; press++) {
        controls.press(KEYS[random.nextInt(KEYS.length)], model.networks());
        controls.stayWithin(model.rows(controls.tab()), model.nodes().size());
        // From 80x24 to 200x60, and now and then smaller than anybody has it.
        boolean isTiny = random.nextInt(10) == 0;
        int width = isTiny ? random.nextInt(1, 80) : random.nextInt(80, 201);
        int height = isTiny ? random.nextInt(1, 24) : random.nextInt(24, 61);
        List<Line> lines = new Screen(model, history, controls, glyphs).lines(width, height);
        assertThat(lines).hasSize(height);
        for (Line each : lines) {
          assertThat(each.width()).isLessThanOrEqualTo(width);
          assertThat(each.text()).matches("[ -~·▲▼…▁▂▃▄▅▆▇█]*");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyFigureFits(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 20_000; i++) {
      assertThat(Figures.rate(rate(random))).hasSizeBetween(1, Figures.WIDTH);
      assertThat(Figures.count(count(random))).hasSizeBetween(1, Figures.WIDTH);
      assertThat(Figures.seconds(rate(random))).hasSizeBetween(1, Figures.WIDTH);
    }
  }

  @Test
  void figuresHaveThreeDigits() {
    assertThat(List.of(0.0, 0.3, 9.96, 999.4, 999.6, 8.214e9, 82.14e6, 999.96e3, 1e30))
        .extracting(Figures::rate)
        .containsExactly("0", "0.3", "10", "999", "1.00k", "8.21G", "82.1M", "1.00M", "huge");
    assertThat(Figures.rate(Double.NaN)).isEqualTo("-");
    assertThat(List.of(0L, 999_999L, 1_000_000L, -1L))
        .extracting(Figures::count)
        .containsExactly("0", "999999", "1.00M", "?");
    assertThat(List.of(1.0, 150.0, 7_200.0, 360_000.0, 1e12))
        .extracting(Figures::seconds)
        .containsExactly("1.0s", "2m", "2h", "4d", "?");
  }

  private Model model(RandomGenerator random) {
    List<Model.Node> nodes = new ArrayList<>();
    List<Model.Way> ways = new ArrayList<>();
    List<Model.Adapter> adapters = new ArrayList<>();
    List<Model.Ring> rings = new ArrayList<>();
    List<Model.Lost> drops = new ArrayList<>();
    List<Model.LiveFlow> flows = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int count = random.nextInt(4) == 0 ? random.nextInt(65) : random.nextInt(5);
    for (int i = 0; i < count; i++) {
      int id = random.nextInt(1, 65_535);
      nodes.add(new Model.Node(id, State.values()[random.nextInt(State.values().length)]));
      String network = name(random);
      ways.add(new Model.Way(id, random.nextInt(3), network, traffic(random)));
      adapters.add(
          new Model.Adapter(
              id,
              name(random),
              network,
              "global",
              name(random),
              random.nextInt(),
              traffic(random),
              traffic(random),
              count(random),
              rate(random)));
      rings.add(
          new Model.Ring(
              id,
              random.nextInt(),
              network,
              name(random),
              count(random),
              random.nextInt(),
              traffic(random),
              count(random),
              count(random)));
      drops.add(
          new Model.Lost(
              name(random), name(random), name(random), name(random), count(random), rate(random)));
      flows.add(
          new Model.LiveFlow(
              network, id, Samples.flow(i, count(random), count(random)), traffic(random)));
      problems.add(name(random));
    }
    return new Model(
        name(random),
        "12:00:00",
        nodes,
        ways,
        adapters,
        rings,
        drops,
        flows,
        count(random),
        problems);
  }

  private String name(RandomGenerator random) {
    return names.get(random.nextInt(names.size()));
  }

  private static Traffic traffic(RandomGenerator random) {
    return new Traffic(rate(random), rate(random));
  }

  private static double rate(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> 0;
      case 2 -> Double.MAX_VALUE;
      case 3 -> random.nextDouble();
      default -> Math.pow(10, random.nextDouble(25));
    };
  }

  private static long count(RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> Long.MIN_VALUE;
      case 2 -> -1;
      case 3 -> random.nextLong();
      default -> random.nextInt(2_000_000);
    };
  }
}
