package dev.smtap.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls of the data path, through java.lang.foreign: a few nanoseconds above the call itself
 * and no allocation. Each returns the value of the call or a negative error number ({@link Errno}),
 * {@code -EINTR} included. A position is an absolute address; the caller vouches for it. Any
 * thread.
 */
public final class DataCalls {
  // Each new signature costs some 10 ms of start-up to link, so there are two: of three and of six
  // 64-bit words. Every ABI that we build for passes an int in the lower half of such a word, and a
  // function does not see the words beyond its parameters; of an int result the lower half counts.
  private static final FunctionDescriptor THREE_WORDS =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final FunctionDescriptor SIX_WORDS =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle READ = handle("smtap_read", THREE_WORDS);
  private static final MethodHandle WRITE = handle("smtap_write", THREE_WORDS);
  private static final MethodHandle POLL = handle("smtap_poll", THREE_WORDS);
  private static final MethodHandle FUTEX_WAKE = handle("smtap_futex_wake", THREE_WORDS);
  private static final MethodHandle FUTEX_WAITV = handle("smtap_futex_waitv", THREE_WORDS);
  private static final MethodHandle FUTEX_WAIT = handle("smtap_futex_wait", THREE_WORDS);
  private static final MethodHandle UNMAP = handle("smtap_unmap", THREE_WORDS);
  private static final MethodHandle PROTECT = handle("smtap_protect", THREE_WORDS);
  private static final MethodHandle ADVISE = handle("smtap_advise", THREE_WORDS);
  private static final MethodHandle MAP = handle("smtap_map", SIX_WORDS);
  private static final MethodHandle FALLOCATE = handle("smtap_fallocate", SIX_WORDS);

  private DataCalls() {}

  /** read(2): bytes read into memory, 0 at the end, or a negative error number. */
  public static long read(int fd, long position, long length) {
    try {
      return (long) READ.invokeExact((long) fd, position, length);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** write(2): bytes written from memory, or a negative error number. */
  public static long write(int fd, long position, long length) {
    try {
      return (long) WRITE.invokeExact((long) fd, position, length);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * poll(2) over an array of {@code struct pollfd} in memory ({@link Poll}).
   *
   * @param timeoutMillis -1 waits without end
   * @return how many descriptors are ready, 0 after the time, or a negative error number
   */
  public static int poll(long pollFdsPosition, int count, int timeoutMillis) {
    try {
      return (int) (long) POLL.invokeExact(pollFdsPosition, (long) count, (long) timeoutMillis);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** futex(2) FUTEX_WAKE across processes: how many waiters of the 32-bit word were woken. */
  public static int futexWake(long position, int count) {
    try {
      return (int) (long) FUTEX_WAKE.invokeExact(position, (long) count, 0L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * futex_waitv(2) over an array of {@code struct futex_waitv} in memory ({@link Futex}).
   *
   * @param count 1 to {@link Futex#MAXIMUM_WAITERS}
   * @param timespecPosition absolute time of CLOCK_MONOTONIC as two 64-bit numbers (seconds,
   *     nanoseconds), or 0 to wait without end
   * @return the index of the waiter that was woken, -EAGAIN if a word had another value, -ETIMEDOUT
   */
  public static int futexWaitv(long waitersPosition, int count, long timespecPosition) {
    try {
      return (int) (long) FUTEX_WAITV.invokeExact(waitersPosition, (long) count, timespecPosition);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * futex(2) wait on one 32-bit word across processes.
   *
   * @param timespecPosition as in {@link #futexWaitv}
   * @return 0 when woken, -EAGAIN if the word had another value, -ETIMEDOUT
   */
  public static int futexWait(long position, int value, long timespecPosition) {
    try {
      return (int) (long) FUTEX_WAIT.invokeExact(position, (long) value, timespecPosition);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** mmap(2) ({@link Mapping}): the address, or a negative error number (above -4096). */
  public static long map(
      long address, long length, int protection, int flags, int fd, long offset) {
    try {
      return (long)
          MAP.invokeExact(address, length, (long) protection, (long) flags, (long) fd, offset);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** munmap(2). */
  public static int unmap(long address, long length) {
    try {
      return (int) (long) UNMAP.invokeExact(address, length, 0L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** mprotect(2). */
  public static int protect(long address, long length, int protection) {
    try {
      return (int) (long) PROTECT.invokeExact(address, length, (long) protection);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** madvise(2). */
  public static int advise(long address, long length, int advice) {
    try {
      return (int) (long) ADVISE.invokeExact(address, length, (long) advice);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** fallocate(2). */
  public static int fallocate(int fd, int mode, long offset, long length) {
    try {
      return (int) (long) FALLOCATE.invokeExact((long) fd, (long) mode, offset, length, 0L, 0L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static MethodHandle handle(String symbol, FunctionDescriptor signature) {
    MemorySegment address =
        NativeLibrary.symbols()
            .find(symbol)
            .orElseThrow(() -> new LinkageError(NativeLibrary.path() + " has no " + symbol));
    return Linker.nativeLinker().downcallHandle(address, signature);
  }

  // A downcall with exact types throws nothing but VM errors.
  private static Error impossible(Throwable e) {
    return e instanceof Error error ? error : new AssertionError(e);
  }
}
