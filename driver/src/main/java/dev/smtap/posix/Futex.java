package dev.smtap.posix;

/** {@code struct futex_waitv} of futex_waitv(2): u64 value, u64 address, u32 flags, u32 zero. */
public final class Futex {
  public static final int WAITER_SIZE = 24;
  public static final int VALUE_OFFSET = 0;
  public static final int ADDRESS_OFFSET = 8;
  public static final int FLAGS_OFFSET = 16;

  /** FUTEX2_SIZE_U32 without FUTEX2_PRIVATE: a 32-bit word shared between processes. */
  public static final int SHARED_WORD = 0x02;

  /** FUTEX_WAITV_MAX. */
  public static final int MAXIMUM_WAITERS = 128;

  private Futex() {}
}
