package dev.smtap.lab;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A terminal in tmux with a shell in it, on a server of its own that ends with it. */
final class Tmux implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** One that ends may still listen where it was, and takes the next one's terminal along. */
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String socket;

  /** Opens it with so many columns and rows. */
  Tmux(Path directory, int columns, int rows) {
    socket = directory.resolve("tmux" + NEXT.incrementAndGet()).toString();
    String size = "-x " + columns + " -y " + rows;
    tmux("-u -f /dev/null new-session -d " + size, "env PS1=$ LC_ALL=C.UTF-8 sh");
  }

  private String tmux(String words, String... more) {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket));
    command.addAll(List.of(words.split(" ", -1)));
    command.addAll(List.of(more));
    return Program.run(LIMIT, command).ok();
  }

  /** Presses a key by tmux's name for it. */
  void press(String key) {
    tmux("send-keys", key);
  }

  /** Types a line and Enter. */
  void type(String line) {
    tmux("send-keys -l", line);
    press("Enter");
  }

  void resize(int columns, int rows) {
    tmux("resize-window -x " + columns + " -y " + rows);
  }

  /** What can be seen now. */
  String screen() {
    return tmux("capture-pane -p");
  }

  /** What can be seen now, with the sequences for colours. */
  String colours() {
    return tmux("capture-pane -p -e");
  }

  /** What tmux says of the pane, as in {@code #{cursor_flag}}. */
  String property(String format) {
    return tmux("display-message -p", format).strip();
  }

  /** Waits until something that matches can be seen, and returns all that can be. */
  String awaitSeen(String regex) {
    Pattern wanted = Pattern.compile(regex);
    return await(regex)
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(50))
        .atMost(LIMIT)
        .until(this::screen, each -> wanted.matcher(each).find());
  }

  @Override
  public void close() {
    tmux("kill-server");
  }
}
