package dev.smtap.cli.snmp;

/**
 * A user of the agent (RFC 3414), without the secrets.
 *
 * @param name 1 to 32 characters
 * @param auth how the user proves who it is
 * @param priv how what is said is encrypted
 */
public record SnmpUser(String name, Auth auth, Priv priv) {
  /** What a name is made of: it is a key in the file of secrets as well. */
  public static final String NAME = "[A-Za-z0-9_-]{1,32}";

  /** Authentication protocols (RFC 7860). */
  public enum Auth {
    SHA_256("SHA-256"),
    SHA_384("SHA-384"),
    SHA_512("SHA-512");

    private final String label;

    Auth(String label) {
      this.label = label;
    }

    /** As it is written in the configuration file. */
    @Override
    public String toString() {
      return label;
    }
  }

  /** Privacy protocols (RFC 3826; for 256 bits its usual extension). */
  public enum Priv {
    AES_128("AES-128"),
    AES_256("AES-256");

    private final String label;

    Priv(String label) {
      this.label = label;
    }

    /** As it is written in the configuration file. */
    @Override
    public String toString() {
      return label;
    }
  }
}
