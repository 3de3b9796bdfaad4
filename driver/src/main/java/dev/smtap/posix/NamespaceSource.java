package dev.smtap.posix;

import java.nio.file.Path;

/** By what a namespace was found, and so by what its end shows. */
sealed interface NamespaceSource {
  /** Found by nothing that could go away. */
  NamespaceSource NONE = new Unnamed();

  /** Releases what it holds. */
  default void close() {}

  /** The namespace of a thread, or one given as a descriptor. */
  record Unnamed() implements NamespaceSource {}

  /** A file that leads to it: a bind mount, as {@code ip netns add} makes it. */
  record Named(Path path) implements NamespaceSource {}

  /** A process that lives in it, as a pidfd. */
  record Process(FileHandle pidfd) implements NamespaceSource {
    @Override
    public void close() {
      pidfd.close();
    }
  }
}
