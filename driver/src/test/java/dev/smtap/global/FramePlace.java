package dev.smtap.global;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.util.Arrays;

/**
 * A place for a frame, or for something else, that ends where its file does: the page behind it is
 * mapped, but every access to it is an InternalError. In front of it stand bytes that a test
 * chooses.
 */
final class FramePlace implements AutoCloseable {
  private static final int FILE_BYTES = 1 << 17;
  private static final int LOST_BYTES = 4096;
  private static final int BEFORE_BYTES = 64;

  private final ShmDirectory directory = ShmDirectory.create();
  private final FileHandle file;
  private final MappedSection section;
  private final long fileBytes;

  FramePlace() throws SystemException {
    this(FILE_BYTES);
  }

  /** With room for so many bytes, in whole pages. */
  FramePlace(long fileBytes) throws SystemException {
    this.fileBytes = fileBytes;
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
    file = FileHandle.open(directory.path().resolve("frame"), flags, 0600);
    file.setLength(fileBytes);
    section = MappedSection.ofFile(file.fd(), fileBytes + LOST_BYTES, true, "test");
  }

  /** Puts a frame there, behind so many equal bytes; returns its position. */
  long put(byte[] frame, int before) {
    byte[] filling = new byte[BEFORE_BYTES];
    Arrays.fill(filling, (byte) before);
    long position = end() - frame.length;
    SharedMemory.copyIn(filling, position - BEFORE_BYTES);
    SharedMemory.copyIn(frame, position);
    return position;
  }

  /** The first byte that nobody may read. */
  long end() {
    return section.position(fileBytes);
  }

  @Override
  public void close() throws SystemException {
    section.close();
    file.close();
    directory.close();
  }
}
