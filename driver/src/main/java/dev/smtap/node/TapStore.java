package dev.smtap.node;

import java.util.OptionalInt;

/**
 * Where second descriptors of TAPs are while no node runs, so that interfaces outlive a restart. A
 * key is printable ASCII without blanks and colons. Any thread.
 */
public interface TapStore {
  /** Nothing is kept. */
  TapStore NONE =
      new TapStore() {
        @Override
        public OptionalInt take(String key) {
          return OptionalInt.empty();
        }

        @Override
        public void keep(String key, int fd) {}

        @Override
        public void forget(String key) {}
      };

  /** A descriptor that was kept, once; it is the caller's from then on. */
  OptionalInt take(String key);

  /** Keeps a second descriptor. */
  void keep(String key, int fd);

  /** Does not keep it any more. */
  void forget(String key);
}
