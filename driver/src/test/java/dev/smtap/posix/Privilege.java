package dev.smtap.posix;

import org.junit.jupiter.api.Assumptions;

/** Tests with real devices need root; without it they are skipped, but never on a build server. */
public final class Privilege {
  private Privilege() {}

  /** Skips the calling test loudly unless it runs as root; with CI=true it fails instead. */
  public static void requireRoot() {
    boolean root = ControlCalls.geteuid() == 0;
    if (!root && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI=true, but the tests do not run as root");
    }
    if (!root) {
      System.err.println("SKIPPED: this test needs root for network namespaces and TAP devices");
    }
    Assumptions.assumeTrue(root, "needs root");
  }
}
