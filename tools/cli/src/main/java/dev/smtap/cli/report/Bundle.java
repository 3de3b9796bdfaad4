package dev.smtap.cli.report;

import dev.smtap.cli.FileReason;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file: a zip with one text for each part, and last {@code contents.txt}, which lists the parts
 * and what is not there. Removed when it is closed before it is finished. One thread.
 */
final class Bundle implements AutoCloseable {
  /** Longer parts are cut: one that is looked through for secrets is in memory several times. */
  static final int MOST_CHARS = 2_000_000;

  private static final String CONTENTS = "contents.txt";

  private final Path file;
  private final ZipOutputStream zip;
  private final List<Taken> taken = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();
  private boolean finished;

  /** A part that is there. */
  record Taken(String name, int bytes, String what) {}

  /** A part that could not be had. */
  record Missing(String name, String what, String why) {}

  /** Where the text of a part comes from. */
  @FunctionalInterface
  interface Source {
    String text() throws IOException;
  }

  private Bundle(Path file, ZipOutputStream zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * Makes the file, readable by its owner alone.
   *
   * @throws SystemException if it is there already or cannot be made
   */
  static Bundle create(Path file) throws SystemException {
    try {
      OutputStream out =
          Channels.newOutputStream(
              Files.newByteChannel(
                  file,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------"))));
      return new Bundle(file, new ZipOutputStream(out, StandardCharsets.UTF_8));
    } catch (FileAlreadyExistsException e) {
      throw failure(file, "it is there already", "name another file with -o, or remove it");
    } catch (NoSuchFileException e) {
      throw failure(file, "there is no such directory", "make it, or name another with -o");
    } catch (IOException e) {
      throw failure(file, FileReason.of(e), "name another file with -o");
    }
  }

  private static SystemException failure(Path file, String why, String advice) {
    return SystemException.because("write bug report", file.toString(), why, advice);
  }

  /**
   * Adds a part; one that cannot be had is noted, and the others go on.
   *
   * @param name its name in the file
   * @param what what it is, in few words
   */
  void add(String name, String what, Source source) throws SystemException {
    String text;
    try {
      text = Redaction.of(cut(source.text(), MOST_CHARS));
    } catch (NoSuchFileException e) {
      missing.add(new Missing(name, what, "there is no " + e.getMessage()));
      return;
    } catch (IOException e) {
      missing.add(new Missing(name, what, String.valueOf(e.getMessage())));
      return;
    } catch (InternalError e) {
      missing.add(new Missing(name, what, "a section was truncated while it was read"));
      return;
    }
    int bytes = put(name, text);
    taken.add(new Taken(name, bytes, what));
  }

  /** Between two lines, where there are lines: half a secret may not look like one. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = text.lastIndexOf('\n', most - 1) + 1;
    return text.substring(0, end == 0 ? most : end)
        + "(cut here: it has more than "
        + most
        + " characters)\n";
  }

  /** Notes parts that cannot be had. */
  void lack(String name, String what, SystemException why) {
    missing.add(new Missing(name, what, String.valueOf(why.getMessage())));
  }

  private int put(String name, String text) throws SystemException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(bytes);
      zip.closeEntry();
    } catch (IOException e) {
      throw failure(file, String.valueOf(e.getMessage()), "make room, or name another with -o");
    }
    return bytes.length;
  }

  List<Taken> taken() {
    return List.copyOf(taken);
  }

  List<Missing> missing() {
    return List.copyOf(missing);
  }

  /** Writes the list and the rest. */
  void finish() throws SystemException {
    int _ = put(CONTENTS, contents());
    try {
      zip.close();
    } catch (IOException e) {
      throw failure(file, String.valueOf(e.getMessage()), "make room, or name another with -o");
    }
    finished = true;
  }

  private String contents() {
    StringBuilder text = new StringBuilder("What is in this file\n\n");
    taken.forEach(
        each -> text.append(each.name() + ": " + each.what() + ", " + each.bytes() + " bytes\n"));
    text.append("\nWhat could not be had, and why\n\n");
    missing.forEach(
        each -> text.append(each.name() + ": " + each.what() + ": " + each.why() + "\n"));
    text.append(missing.isEmpty() ? "nothing\n" : "");
    text.append("\nNo frame and no payload is in it. What looks like a password, a key or another");
    text.append(" secret was replaced by\n" + Redaction.LEFT_OUT + "; look whether any is left.\n");
    return text.toString();
  }

  @Override
  public void close() throws SystemException {
    if (!finished) {
      try (zip) {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw failure(file, String.valueOf(e.getMessage()), "remove it");
      }
    }
  }
}
