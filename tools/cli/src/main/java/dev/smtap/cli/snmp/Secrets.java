package dev.smtap.cli.snmp;

import dev.smtap.cli.FileReason;
import dev.smtap.node.Fault;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * The passphrases of the agent's users, from a file in TOML that only root or the own user may
 * write and that others may not read: one table a user, with the keys {@code auth-passphrase} and
 * {@code priv-passphrase}. Nothing of it is ever in an error or a log.
 */
final class Secrets {
  /** RFC 3414, 11.2. */
  static final int SHORTEST = 8;

  private static final int LONGEST_BYTES = 65_536;
  private static final Set<PosixFilePermission> TOO_OPEN =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE,
          PosixFilePermission.GROUP_WRITE);

  private final Path file;
  private final TomlParseResult parsed;

  private Secrets(Path file, TomlParseResult parsed) {
    this.file = file;
    this.parsed = parsed;
  }

  /** What protects what a user says and is told. */
  record Pair(String auth, String priv) {
    @Override
    public String toString() {
      return "a pair of passphrases";
    }
  }

  /**
   * Reads the file, for this process.
   *
   * @throws SystemException if it is not there, others could read it, or it is no TOML
   */
  static Secrets read(Path file) throws SystemException {
    try {
      return read(file, Set.of());
    } catch (UnusableException e) {
      throw e.failure(file);
    }
  }

  /**
   * Reads the file.
   *
   * @param owners users besides root and the own one whose file it may be
   */
  static Secrets read(Path file, Set<String> owners) throws UnusableException {
    try {
      check(file, owners);
      TomlParseResult parsed = Toml.parse(Files.readString(file));
      if (parsed.hasErrors()) {
        // Without the parser's words, which quote the line.
        int line = parsed.errors().getFirst().position().line();
        throw new UnusableException("line " + line + " is no TOML", "correct this line");
      }
      return new Secrets(file, parsed);
    } catch (NoSuchFileException _) {
      throw new UnusableException(
          "there is no such file", "make it, or name another with key 'secrets'");
    } catch (IOException e) {
      throw new UnusableException(FileReason.of(e), "check that it can be read");
    }
  }

  private static void check(Path file, Set<String> owners) throws IOException, UnusableException {
    PosixFileAttributes found =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isRegularFile() || found.size() > LONGEST_BYTES) {
      throw new UnusableException("it is no plain file of at most 64 KiB", "name another");
    }
    if (found.permissions().stream().anyMatch(TOO_OPEN::contains)) {
      throw new UnusableException("others can read or change it", "chmod 640 " + file);
    }
    String owner = found.owner().getName();
    String self = System.getProperty("user.name", "");
    if (!owner.equals("root") && !owner.equals(self) && !owners.contains(owner)) {
      throw new UnusableException("it belongs to " + owner, "chown root:smtap " + file);
    }
  }

  /**
   * Those of a user.
   *
   * @throws SystemException if there are none, or one is too short
   */
  Pair of(String user) throws SystemException {
    try {
      return find(user);
    } catch (UnusableException e) {
      throw e.failure(file);
    }
  }

  /** The same for who has other words for it. */
  Pair find(String user) throws UnusableException {
    return new Pair(text(user, "auth-passphrase"), text(user, "priv-passphrase"));
  }

  private String text(String user, String key) throws UnusableException {
    if (!(parsed.get(List.of(user)) instanceof TomlTable table
        && table.get(List.of(key)) instanceof String text)) {
      throw new UnusableException(
          "[" + user + "] has no " + key, "add " + key + " = \"...\" to a table [" + user + "]");
    }
    if (text.length() < SHORTEST) {
      throw new UnusableException(
          key + " of [" + user + "] is too short", "write " + SHORTEST + " characters or more");
    }
    return text;
  }

  /** Why the file cannot be used, and what to do about it. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final String advice;

    UnusableException(String why, String advice) {
      super(why);
      this.why = why;
      this.advice = advice;
    }

    SystemException failure(Path file) {
      return SystemException.because("use the SNMP secrets in", file.toString(), why, advice);
    }

    Fault fault(Path file) {
      return new Fault("the SNMP secrets in " + file + " cannot be used: " + why, advice);
    }
  }
}
