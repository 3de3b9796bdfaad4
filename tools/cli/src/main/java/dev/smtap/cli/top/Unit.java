package dev.smtap.cli.top;

/** In what traffic is counted. */
enum Unit {
  BITS("bit/s"),
  FRAMES("frames/s");

  private final String label;

  Unit(String label) {
    this.label = label;
  }

  double of(Traffic traffic) {
    return this == BITS ? traffic.bits() : traffic.frames();
  }

  Unit other() {
    return this == BITS ? FRAMES : BITS;
  }

  @Override
  public String toString() {
    return label;
  }
}
