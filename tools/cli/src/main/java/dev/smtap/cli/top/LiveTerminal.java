package dev.smtap.cli.top;

import dev.smtap.posix.SystemException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.slf4j.LoggerFactory;

/**
 * The terminal of this process, as a screen of its own until it is closed: then everything is as it
 * was. Drawn and read by one thread; any thread may close it, as one does when a signal comes.
 */
final class LiveTerminal implements AutoCloseable {
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;

  private final Terminal terminal;
  private final Keys keys;
  private final Display display;
  private final Attributes before;
  private final String end;
  private final boolean hasColor;
  private Size size;
  private volatile boolean isClosed;

  private LiveTerminal(Terminal terminal, boolean hasColor) {
    this.terminal = terminal;
    this.hasColor = hasColor;
    this.keys = new Keys(each -> terminal.reader().read(each));
    this.display = new Display(terminal, true);
    this.before = terminal.getAttributes();
    this.end =
        capabilities(Capability.keypad_local, Capability.cursor_normal, Capability.exit_ca_mode);
    this.size = measured();
  }

  /** What the terminal is sent for capabilities; nothing for those that it does not have. */
  private String capabilities(Capability... capabilities) {
    StringBuilder text = new StringBuilder();
    for (Capability each : capabilities) {
      String sequence = terminal.getStringCapability(each);
      text.append(sequence == null ? "" : Curses.tputs(sequence));
    }
    return text.toString();
  }

  /** Takes the terminal over. */
  static LiveTerminal open(boolean hasColor) throws SystemException {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .provider(TerminalBuilder.PROP_PROVIDER_FFM)
              .dumb(false)
              .graphemeCluster(false)
              .nativeSignals(false)
              .build();
      LiveTerminal live = new LiveTerminal(terminal, hasColor);
      live.enter();
      return live;
    } catch (IOException | IllegalStateException e) {
      throw SystemException.because(
          "use", "the terminal", String.valueOf(e.getMessage()), "take 'smtap top --once'");
    }
  }

  private synchronized void enter() {
    terminal.enterRawMode();
    Attributes raw = terminal.getAttributes();
    // ctrl-C and ctrl-Z come as keys: no signal ends or stops this while the screen is not its own.
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.puts(Capability.keypad_xmit);
    terminal.flush();
    resize(size);
  }

  private void resize(Size to) {
    size = to;
    display.resize(to);
    display.clear();
  }

  /** Some terminals, serial ones for example, do not know. */
  private Size measured() {
    Size found = isClosed ? size : terminal.getSize();
    return found.getColumns() > 0 && found.getRows() > 0
        ? Size.of(found.getColumns(), found.getRows())
        : Size.of(USUAL_COLUMNS, USUAL_ROWS);
  }

  /** Whether its size has changed since the last call. */
  synchronized boolean hasNewSize() {
    Size now = measured();
    if (now.getColumns() == size.getColumns() && now.getRows() == size.getRows()) {
      return false;
    }
    resize(now);
    return true;
  }

  int columns() {
    return size.getColumns();
  }

  int rows() {
    return size.getRows();
  }

  Glyphs glyphs() {
    return Glyphs.of(terminal.encoding());
  }

  /** The next key, if one comes within this time; {@link Keys#END} once it was closed. */
  String key(long millis) throws IOException {
    try {
      return isClosed ? Keys.END : keys.read(millis);
    } catch (IOException e) {
      if (isClosed) {
        return Keys.END;
      }
      throw e;
    } catch (IllegalStateException _) {
      // JLine closes it, too, when the process ends; then nothing is read or drawn any more.
      return Keys.END;
    }
  }

  /** Shows lines; only what has changed goes to the terminal. */
  synchronized void draw(List<Line> lines) {
    if (isClosed) {
      return;
    }
    try {
      display.update(lines.stream().map(this::styled).toList(), -1);
      terminal.flush();
    } catch (IllegalStateException _) {
      // As above: the next key is the end.
    }
  }

  private AttributedString styled(Line line) {
    AttributedStringBuilder text = new AttributedStringBuilder();
    for (Line.Span each : line.spans()) {
      text.append(each.text(), attributes(each.style()));
    }
    return text.toAttributedString();
  }

  private AttributedStyle attributes(Style style) {
    AttributedStyle plain = AttributedStyle.DEFAULT;
    return switch (style) {
      case PLAIN -> plain;
      case BOLD -> plain.bold();
      case HEAD -> colored(plain.bold(), AttributedStyle.BLUE);
      case SORTED -> colored(plain.bold().underline(), AttributedStyle.BLUE);
      case CURRENT -> plain.inverse().bold();
      case KEY -> colored(plain.bold(), AttributedStyle.CYAN);
      case DIM -> hasColor ? plain.faint() : plain;
      case GOOD, LOW -> colored(plain, AttributedStyle.GREEN);
      case MIDDLE -> colored(plain, AttributedStyle.CYAN);
      case HIGH -> colored(plain.bold(), AttributedStyle.YELLOW);
      case WARNING -> colored(plain, AttributedStyle.YELLOW);
      case BAD -> colored(plain.bold(), AttributedStyle.RED);
    };
  }

  private AttributedStyle colored(AttributedStyle style, int color) {
    return hasColor ? style.foreground(color) : style;
  }

  /** Gives the terminal back as it was; past JLine, which may have closed it already. */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      FileOutputStream out = new FileOutputStream(FileDescriptor.out);
      out.write(end.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      terminal.setAttributes(before);
      terminal.close();
    } catch (IllegalStateException _) {
      // JLine has set the modes back that it found, which are these.
    } catch (IOException e) {
      LoggerFactory.getLogger(LiveTerminal.class).debug("terminal not given back", e);
    }
  }
}
