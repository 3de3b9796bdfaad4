package dev.smtap.cli;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import picocli.CommandLine;

/** What became of what a command printed. */
final class StandardOutput {
  private static final int FD = 1;

  private StandardOutput() {}

  /**
   * The exit code of a command behind its last line: who reads that must not take a part for the
   * whole. Who has enough and reads no more, such as head(1), may.
   */
  static int codeAfter(int code) {
    if (!System.out.checkError() || hasNoReader()) {
      return code;
    }
    System.err.println("smtap: cannot write to standard output: it takes no more; make room there");
    return Math.max(code, CommandLine.ExitCode.SOFTWARE);
  }

  /** Whether it is a pipe whose other end is closed. */
  private static boolean hasNoReader() {
    try (MappedSection memory = MappedSection.ofPrivateMemory(Poll.SIZE)) {
      SharedMemory.putInt(memory.position() + Poll.FD_OFFSET, FD);
      int ready = DataCalls.poll(memory.position(), 1, 0);
      int events = SharedMemory.getInt(memory.position() + Poll.EVENTS_OFFSET) >>> 16;
      return ready > 0 && (events & Poll.POLLERR) != 0;
    } catch (SystemException e) {
      return false;
    }
  }
}
