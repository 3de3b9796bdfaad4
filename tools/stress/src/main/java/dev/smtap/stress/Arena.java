package dev.smtap.stress;

import dev.smtap.memory.MappedSection;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Things to test in pieces of one file in /dev/shm that is mapped twice, as a section is: writable
 * for its owner, read-only for everybody else. jcstress makes millions of states, so a thing is
 * used again once its state was judged. Any thread.
 *
 * @param <T> what lies in a piece
 */
final class Arena<T> {
  /** More than jcstress has states at a time. */
  private static final int PIECES = 1 << 14;

  private static final AtomicInteger ARENAS = new AtomicInteger();

  private final FileHandle file;
  private final MappedSection writable;
  private final MappedSection readOnly;
  private final long pieceBytes;
  private final Function<Piece, T> maker;
  private final AtomicInteger made = new AtomicInteger();
  private final Queue<T> idle = new ConcurrentLinkedQueue<>();

  /**
   * Where a piece lies.
   *
   * @param index its number
   * @param writable position in the mapping of who owns it
   * @param readOnly position in the mapping of everybody else
   * @param fd the file
   * @param offset offset in the file
   */
  record Piece(int index, long writable, long readOnly, int fd, long offset) {}

  private Arena(FileHandle file, long pieceBytes, Function<Piece, T> maker) throws SystemException {
    this.file = file;
    this.pieceBytes = pieceBytes;
    this.maker = maker;
    file.setLength(pieceBytes * PIECES);
    this.writable = MappedSection.ofFile(file.fd(), pieceBytes * PIECES, true, file.name());
    this.readOnly = MappedSection.ofFile(file.fd(), pieceBytes * PIECES, false, file.name());
  }

  /** An arena of pieces of at least {@code bytes}, in whole pages. */
  static <T> Arena<T> of(long bytes, Function<Piece, T> maker) {
    String name = "smtap-stress-" + ProcessHandle.current().pid() + "-" + ARENAS.incrementAndGet();
    Path path = Path.of("/dev/shm", name);
    try {
      int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
      FileHandle file = FileHandle.open(path, flags, 0600);
      Files.delete(path);
      return new Arena<>(file, (bytes + 4095) & -4096, maker);
    } catch (SystemException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thing that no other state has. */
  T take() {
    T thing = idle.poll();
    return thing != null ? thing : make();
  }

  private T make() {
    int index = made.getAndIncrement();
    if (index >= PIECES) {
      throw new IllegalStateException("more than " + PIECES + " states at a time");
    }
    long offset = index * pieceBytes;
    return maker.apply(
        new Piece(index, writable.position(offset), readOnly.position(offset), file.fd(), offset));
  }

  /** Takes back a thing that no thread uses any more. */
  void giveBack(T thing) {
    idle.add(thing);
  }
}
