package dev.smtap.cli.top;

import dev.smtap.cli.connections.Flow;
import dev.smtap.cli.connections.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The tables of the views. */
final class Tables {
  private static final double NEARLY_FULL = 0.75;
  private static final double HALF_FULL = 0.4;
  private static final double PERCENT = 100;
  private static final double NANOS_PER_SECOND = 1e9;

  static final Table<Model.Adapter> ADAPTERS =
      new Table<>(
          List.of(
              Column.node("NODE", Model.Adapter::node),
              Column.text("ADAPTER", 8, 0, Model.Adapter::name),
              Column.text("NETWORK", 8, 3, Model.Adapter::network),
              Column.text("KIND", 6, 5, Model.Adapter::kind),
              Column.text("LINK", 4, 1, Model.Adapter::link)
                  .styled(each -> Tables.link(each.link())),
              number("MTU", 4, each -> each.mtu(), each -> String.valueOf(each.mtu())),
              rate("SENT bit/s", 0, each -> each.sent().bits()),
              rate("frames/s", 2, each -> each.sent().frames()),
              rate("RECV bit/s", 0, each -> each.received().bits()),
              rate("frames/s", 2, each -> each.received().frames()),
              Tables.<Model.Adapter>rate("LOST/s", 0, Model.Adapter::dropRate)
                  .styled(each -> lost(each.dropRate()))),
          0);

  static final Table<Model.Ring> RINGS =
      new Table<>(
          List.of(
              Column.node("FROM", Model.Ring::from),
              Column.node("TO", Model.Ring::to),
              Column.text("NETWORK", 8, 1, Model.Ring::network),
              Column.text("STATE", 5, 1, Model.Ring::state).styled(each -> link(each.state())),
              rate("bit/s", 0, each -> each.sent().bits()),
              rate("frames/s", 0, each -> each.sent().frames()),
              number("FRAMES", 3, each -> each.frames(), each -> Figures.count(each.frames())),
              number("DEPTH", 0, each -> each.depth(), each -> Figures.count(each.depth())),
              Tables.<Model.Ring>number("FULL", 0, Model.Ring::fill, Tables::percent)
                  .styled(each -> full(each.fill())),
              Tables.<Model.Ring>number(
                      "LOST", 2, each -> each.dropped(), each -> Figures.count(each.dropped()))
                  .styled(each -> each.dropped() == 0 ? Style.DIM : Style.WARNING)),
          4);

  static final Table<Model.Lost> DROPS =
      new Table<>(
          List.of(
              Column.text("LOST BY", 8, 0, Model.Lost::by),
              Column.text("ADAPTER", 8, 2, Model.Lost::adapter),
              Column.text("WHERE", 12, 1, Model.Lost::where),
              Column.text("CAUSE", 12, 0, Model.Lost::cause),
              number("FRAMES", 0, each -> each.frames(), each -> Figures.count(each.frames())),
              Tables.<Model.Lost>rate("frames/s", 0, Model.Lost::rate)
                  .styled(each -> lost(each.rate()))),
          5);

  static final Table<Model.LiveFlow> FLOWS =
      new Table<>(
          List.of(
              Column.text(
                  "PROTO", 5, 3, (Model.LiveFlow each) -> Names.protocol(each.flow().protocol())),
              Column.text("GLOBAL ADDRESS", 14, 2, (Model.LiveFlow each) -> local(each.flow())),
              Column.text("CLIENT", 14, 0, (Model.LiveFlow each) -> foreign(each.flow())),
              Column.node("IN", Model.LiveFlow::node),
              Column.node("OWNER", each -> each.flow().owner()),
              Column.text("STATE", 11, 4, (Model.LiveFlow each) -> Names.of(each.flow().state())),
              rate("bit/s", 0, each -> each.traffic().bits()),
              rate("packets/s", 0, each -> each.traffic().frames()),
              number(
                  "BYTES",
                  3,
                  each -> each.flow().bytes(),
                  each -> Figures.count(each.flow().bytes())),
              seconds("AGE", 6, each -> each.flow().ageNanos()),
              seconds("IDLE", 5, each -> each.flow().idleNanos())),
          6);

  private Tables() {}

  /** Something that can be compared with others of its kind. */
  private interface Value<R> {
    Number of(R row);
  }

  private static <R> Column<R> number(
      String title, int rank, Value<R> value, Function<R, String> text) {
    return Column.number(
        title, rank, text, Comparator.comparingDouble(row -> value.of(row).doubleValue()));
  }

  private static <R> Column<R> rate(String title, int rank, ToDoubleFunction<R> rate) {
    return Column.number(
        title,
        rank,
        row -> Figures.rate(rate.applyAsDouble(row)),
        Comparator.comparingDouble(row -> known(rate.applyAsDouble(row))));
  }

  private static Column<Model.LiveFlow> seconds(
      String title, int rank, ToLongFunction<Model.LiveFlow> nanos) {
    return Column.number(
        title,
        rank,
        row -> Figures.seconds(nanos.applyAsLong(row) / NANOS_PER_SECOND),
        Comparator.comparingLong(nanos));
  }

  /** What is not known counts as nothing. */
  private static double known(double rate) {
    return Double.isNaN(rate) ? 0 : rate;
  }

  private static String local(Flow flow) {
    return Names.end(flow.local(), flow.localPort());
  }

  private static String foreign(Flow flow) {
    return Names.end(flow.foreign(), flow.foreignPort());
  }

  private static String percent(Model.Ring ring) {
    return String.format(Locale.ROOT, "%.0f%%", ring.fill() * PERCENT);
  }

  private static Style link(String state) {
    return switch (state) {
      case "up" -> Style.GOOD;
      case "hung" -> Style.BAD;
      case "down" -> Style.WARNING;
      default -> Style.DIM;
    };
  }

  private static Style lost(double rate) {
    return rate > 0 ? Style.BAD : Style.DIM;
  }

  private static Style full(double fill) {
    return fill >= NEARLY_FULL ? Style.BAD : fill >= HALF_FULL ? Style.WARNING : Style.DIM;
  }
}
