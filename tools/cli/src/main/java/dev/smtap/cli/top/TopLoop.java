package dev.smtap.cli.top;

import dev.smtap.cli.AtExit;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads, draws, and does what keys say, until one says that it is enough. One thread. */
final class TopLoop {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  /** How late a new size of the terminal may be noticed. */
  private static final long GLANCE_MILLIS = 150;

  private static final Duration MOST_TO_GIVE_BACK = Duration.ofSeconds(1);

  private final Reader reader;
  private final LiveTerminal terminal;
  private final Controls controls;
  private final History history = new History();
  private Optional<Reading> last = Optional.empty();
  private Model model;

  private TopLoop(Reader reader, LiveTerminal terminal, double seconds, Reading first) {
    this.reader = reader;
    this.terminal = terminal;
    this.controls = new Controls(seconds);
    this.last = Optional.of(first);
    this.model = ModelMaker.of(Optional.empty(), first);
  }

  /**
   * Runs until the user ends it. A signal ends the process, but not before the terminal is as it
   * was.
   */
  static void run(Reader reader, double seconds, boolean hasColor) throws SystemException {
    Reading first = reader.read(false);
    LiveTerminal terminal = LiveTerminal.open(hasColor);
    AtExit.run("smtap-end", () -> giveBack(terminal));
    try (terminal) {
      new TopLoop(reader, terminal, seconds, first).loop();
    } catch (IOException e) {
      throw SystemException.because(
          "read", "the terminal", String.valueOf(e.getMessage()), "start it again");
    }
  }

  /** A terminal that takes nothing (ctrl-S) must not keep a process that was told to end. */
  private static void giveBack(LiveTerminal terminal) {
    Thread closing = Thread.ofPlatform().daemon().name("smtap-terminal").start(terminal::close);
    try {
      var _ = closing.join(MOST_TO_GIVE_BACK);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() throws IOException {
    long read = System.nanoTime();
    draw();
    while (true) {
      String key = terminal.key(millisUntil(read + (long) (controls.seconds() * NANOS_PER_SECOND)));
      boolean isNew = press(key);
      if (controls.isEnded()) {
        return;
      }
      isNew |= terminal.hasNewSize();
      boolean isDue = System.nanoTime() - read >= controls.seconds() * NANOS_PER_SECOND;
      if (isDue && !controls.isPaused()) {
        read = System.nanoTime();
        readAgain();
        isNew = true;
      }
      if (isNew) {
        draw();
      }
    }
  }

  private long millisUntil(long nanos) {
    long left = (long) Math.ceil((nanos - System.nanoTime()) / NANOS_PER_MILLI);
    return controls.isPaused() ? GLANCE_MILLIS : Math.clamp(left, 1, GLANCE_MILLIS);
  }

  /** True when there was a key. Flows that come into sight are read at once. */
  private boolean press(String key) {
    if (key.isEmpty()) {
      return false;
    }
    controls.press(key, model.networks());
    controls.stayWithin(model.rows(controls.tab()), model.nodes().size());
    if (wantsFlows() && !last.map(Reading::hasFlows).orElse(false)) {
      readAgain();
    }
    return true;
  }

  private boolean wantsFlows() {
    return controls.tab() == Tab.FLOWS;
  }

  private void readAgain() {
    try {
      Reading now = reader.read(wantsFlows());
      model = ModelMaker.of(last, now);
      history.add(model.total());
      last = Optional.of(now);
    } catch (SystemException e) {
      model = model.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private void draw() {
    Screen screen = new Screen(model, history, controls, terminal.glyphs());
    terminal.draw(screen.lines(terminal.columns(), terminal.rows()));
  }
}
