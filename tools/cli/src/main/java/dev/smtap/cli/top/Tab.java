package dev.smtap.cli.top;

/** The views, in the order of their numbers. */
enum Tab {
  NODES("Nodes"),
  ADAPTERS("Adapters"),
  RINGS("Rings"),
  DROPS("Drops"),
  FLOWS("Flows");

  private final String title;

  Tab(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The view so many further, round and round. */
  Tab plus(int steps) {
    return values()[Math.floorMod(ordinal() + steps, values().length)];
  }
}
