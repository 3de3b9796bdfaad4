package dev.smtap.cli.service;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.NativeLibrary;
import dev.smtap.posix.SystemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Puts priorities in front of lines that go to the journal (sd-daemon(3)): {@code <3>sentence}
 * instead of {@code ERROR sentence}. What the command says itself, {@code smtap: sentence}, is an
 * error too; a line that says nothing about itself belongs to the one before. Any thread.
 */
public final class JournalOutput extends OutputStream {
  private static final int STDERR = 2;
  private static final String ERROR = "<3>";
  private static final String INFO = "<6>";

  private static final Map<String, String> LEVELS =
      Map.of(
          "ERROR ", ERROR,
          "WARN ", "<4>",
          "INFO ", INFO,
          "DEBUG ", "<7>",
          "TRACE ", "<7>");

  private final OutputStream journal;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private String priority = INFO;

  JournalOutput(OutputStream journal) {
    this.journal = journal;
  }

  /** Takes over the standard error output of this process, if that is the journal. */
  public static void take(Map<String, String> environment) {
    String stream = environment.getOrDefault("JOURNAL_STREAM", "");
    if (!stream.isEmpty() && isLoaded() && stream.equals(identity())) {
      System.setErr(new PrintStream(new JournalOutput(System.err), true, StandardCharsets.UTF_8));
    }
  }

  /** Without the native library no command will do anything, and says so. */
  private static boolean isLoaded() {
    try {
      NativeLibrary.load();
      return true;
    } catch (SystemException e) {
      return false;
    }
  }

  /** The standard error output as JOURNAL_STREAM names it. */
  private static String identity() {
    long[] fields = new long[ControlCalls.STAT_FIELDS];
    return ControlCalls.statFd(STDERR, fields) < 0
        ? "nothing"
        : fields[ControlCalls.STAT_DEVICE] + ":" + fields[ControlCalls.STAT_INODE];
  }

  @Override
  public synchronized void write(int value) throws IOException {
    line.write(value);
    if (value == '\n') {
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      journal.write(withPriority(text).getBytes(StandardCharsets.UTF_8));
      journal.flush();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  private String withPriority(String text) {
    for (Map.Entry<String, String> each : LEVELS.entrySet()) {
      if (text.startsWith(each.getKey())) {
        priority = each.getValue();
        return priority + text.substring(each.getKey().length());
      }
    }
    if (text.startsWith("smtap: ")) {
      priority = ERROR;
    }
    return priority + text;
  }
}
