package dev.smtap.facility;

import java.util.Locale;

/**
 * What a network is: on a local one each node has its own IP address, on a global one all nodes
 * have the same.
 */
public enum NetworkKind {
  /** Each node has its own IP address. */
  LOCAL(1),
  /** All nodes have the same IP address. */
  GLOBAL(2);

  private final int code;

  NetworkKind(int code) {
    this.code = code;
  }

  /** Its code in the facility. */
  public int code() {
    return code;
  }

  /**
   * The kind with this code; anything unknown counts as local, because the codes come from memory
   * that others write.
   */
  public static NetworkKind ofCode(int code) {
    return code == GLOBAL.code ? GLOBAL : LOCAL;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
