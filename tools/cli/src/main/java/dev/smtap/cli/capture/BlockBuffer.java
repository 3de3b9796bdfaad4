package dev.smtap.cli.capture;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import java.nio.charset.StandardCharsets;

/**
 * Blocks of a pcapng file in memory, little-endian (draft-ietf-opsawg-pcapng, sections 3.1 and
 * 3.5). One thread.
 */
final class BlockBuffer implements AutoCloseable {
  private static final int WORD = Integer.BYTES;
  private static final int BYTES = 1 << 20;
  private static final int END_OF_OPTIONS = 0;

  /** Room for the longest block. */
  private static final int MARGIN = 1 << 17;

  private final MappedSection memory;
  private long start;
  private long at;

  BlockBuffer() throws SystemException {
    memory = MappedSection.ofPrivateMemory(BYTES + (long) MARGIN);
    at = memory.position();
    start = at;
  }

  /** Whether it is to be emptied before the next block. */
  boolean isFull() {
    return at - memory.position() >= BYTES;
  }

  /** Bytes of whole blocks. */
  long length() {
    return start - memory.position();
  }

  /** Writes the whole blocks out. */
  void flush(Output output) throws SystemException {
    if (length() > 0) {
      output.write(memory.position(), length());
    }
    start = memory.position();
    at = start;
  }

  /** Where the next block begins. */
  long position() {
    return start;
  }

  /** Begins a block. */
  void begin(int type) {
    at = start;
    word(type);
    word(0);
  }

  /** Adds a number of 32 bits. */
  void word(int value) {
    SharedMemory.putInt(at, value);
    at += WORD;
  }

  /** Adds a number of 64 bits as pcapng has times: the upper half first. */
  void time(long value) {
    word((int) (value >>> 32));
    word((int) value);
  }

  /** Adds a number of 64 bits. */
  void longWord(long value) {
    word((int) value);
    word((int) (value >>> 32));
  }

  /** Passes over bytes that are here already, and fills them up to a word. */
  void skip(int bytes) {
    pad(at + bytes);
  }

  private void pad(long end) {
    at = (end + WORD - 1) & -WORD;
    if (at != end) {
      int bits = (int) (end & (WORD - 1)) * Byte.SIZE;
      SharedMemory.putInt(at - WORD, SharedMemory.getInt(at - WORD) & ((1 << bits) - 1));
    }
  }

  /** Begins an option, whose value follows. */
  void option(int code, int bytes) {
    word(code | bytes << 16);
  }

  /** Adds an option with text. */
  void option(int code, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    option(code, bytes.length);
    SharedMemory.copyIn(bytes, at);
    pad(at + bytes.length);
  }

  /** Ends the options, and the block. */
  void end() {
    word(END_OF_OPTIONS);
    int length = (int) (at - start) + WORD;
    word(length);
    SharedMemory.putInt(start + WORD, length);
    start = at;
  }

  @Override
  public void close() throws SystemException {
    memory.close();
  }
}
