package dev.smtap.cli.snmp;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who an agent is, and how often it has been started: both have to outlive it, or an old message
 * could be played to it again (RFC 3414, 2.2). One file for each address that is listened on,
 * written anew, and on the disk, before the first message is answered.
 *
 * @param engineId 13 bytes in hexadecimal (RFC 3411, SnmpEngineID): the enterprise number of
 *     SNMP4J, whose engine it is, format 5 and eight random bytes
 * @param boots starts, this one included
 */
record EngineState(String engineId, int boots) {
  /** From here on the count stays: the engine would have to get another ID. */
  static final int MOST_BOOTS = Integer.MAX_VALUE;

  private static final String HEAD = "8000137005";
  private static final int RANDOM_BYTES = 8;
  private static final Pattern WRITTEN =
      Pattern.compile("engine-id ([0-9a-f]{26})\nboots ([0-9]{1,10})\n");

  /**
   * Counts a start.
   *
   * @param directory where it is remembered; made if it is not there
   * @param listen where the agent listens; to be taken before, so that no two count at once
   * @throws SystemException if it cannot be remembered
   */
  static EngineState begin(Path directory, SnmpAddress listen) throws SystemException {
    Path file = directory.resolve(name(listen));
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      EngineState next = next(file);
      write(file, next);
      return next;
    } catch (SystemException e) {
      throw e;
    } catch (IOException e) {
      throw unusable(
          file,
          e.getClass().getSimpleName() + " " + e.getMessage(),
          "name a directory that can be written with key 'state'");
    }
  }

  static String name(SnmpAddress listen) {
    return "snmp-" + listen.toString().replaceAll("[^0-9a-f.]", "_") + ".engine";
  }

  private static EngineState next(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException _) {
      return new EngineState(newEngineId(), 1);
    }
    Matcher found = WRITTEN.matcher(text);
    long boots = found.matches() ? Long.parseLong(found.group(2)) : MOST_BOOTS;
    if (boots >= MOST_BOOTS) {
      throw unusable(
          file,
          "it does not say how often the engine was started, or too often",
          "remove it: the agent gets another engine ID then");
    }
    return new EngineState(found.group(1), (int) boots + 1);
  }

  private static String newEngineId() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return HEAD + HexFormat.of().formatHex(random);
  }

  private static void write(Path file, EngineState state) throws IOException {
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".new");
    String text = "engine-id %s\nboots %d\n".formatted(state.engineId, state.boots);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(file.resolveSibling("."))) {
      directory.force(true);
    }
  }

  private static SystemException unusable(Path file, String why, String advice) {
    return SystemException.because("remember the SNMP engine in", file.toString(), why, advice);
  }
}
