package dev.smtap.facility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The drawing of bytes in a descriptor's javadoc, read. Two forms: rows of fields with their sizes,
 * {@code | name (8) |}, an offset in front of a row or of the line above it; and 32 bits to a row,
 * where the width of a cell is the size of the field.
 */
public final class Drawing {
  /** What it cannot say: a size. */
  public static final int UNKNOWN = -1;

  /**
   * A field.
   *
   * @param offset from the start of its structure
   * @param bytes its size, of all of them if there are several, or {@link #UNKNOWN}
   */
  public record Field(int offset, int bytes) {}

  private static final Pattern LINE = Pattern.compile("^ \\*\\s*(\\d+)? ?\\s*([+|].*)$");
  private static final Pattern SIZED =
      Pattern.compile("^(?:(\\d+) )?([^()|]+?) \\((\\d+)(?: each)?\\)(.*)$");
  private static final Pattern ENTRIES = Pattern.compile("^(.*) of (\\d+) bytes$");
  private static final Pattern LENGTH = Pattern.compile("^\\|\\s+\\(([\\d +]+) bytes\\)\\s+\\|$");
  private static final String ENTRY = "entry ";

  /** Columns that a byte takes where there are 32 bits to a row. */
  private static final int BITS_WIDTH = 16;

  /** The name under which the last offset of a drawing is kept. */
  public static final String END = "end";

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private String prefix = "";
  private int offset = UNKNOWN;
  private String last = "";

  private Drawing() {}

  /** The first drawing in the javadoc of a class of the driver. */
  public static Drawing of(Class<?> descriptor) {
    Path source =
        Path.of("src/main/java", descriptor.getName().replace('.', '/') + ".java").toAbsolutePath();
    Drawing drawing = new Drawing();
    try {
      String text = Files.readString(source);
      String picture = text.substring(text.indexOf("<pre>"), text.indexOf("</pre>"));
      boolean isBits = picture.contains("0 1 2 3 4 5 6 7 8 9");
      picture.lines().forEach(line -> drawing.read(line, isBits));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return drawing;
  }

  /** A field that is in the drawing. */
  public Field field(String name) {
    Field found = fields.get(name);
    if (found == null) {
      throw new AssertionError("no '" + name + "' in the drawing, which has " + fields.keySet());
    }
    return found;
  }

  /** The names of all fields. */
  public Set<String> names() {
    return fields.keySet();
  }

  private void read(String line, boolean isBits) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return;
    }
    String row = matcher.group(2);
    if (matcher.group(1) != null) {
      moveTo(Integer.parseInt(matcher.group(1)));
    } else if (isBits) {
      lengthen(row);
      return;
    }
    if (row.startsWith("|")) {
      for (String cell : row.substring(1, row.lastIndexOf('|')).split("\\|", -1)) {
        if (isBits) {
          put(cell.strip().replaceFirst(", bytes? .*", ""), (cell.length() + 1) / BITS_WIDTH);
        } else {
          readField(cell.strip());
        }
      }
    }
  }

  /** A row of bits that says how long the field above it is. */
  private void lengthen(String row) {
    Matcher length = LENGTH.matcher(row);
    if (length.matches()) {
      int sum = 0;
      for (String part : length.group(1).split(" \\+ ", -1)) {
        sum += Integer.parseInt(part);
      }
      fields.put(last, new Field(field(last).offset(), sum));
    }
  }

  private void moveTo(int where) {
    boolean isInEntry = !prefix.isEmpty();
    if (offset != UNKNOWN && !isInEntry && where < offset) {
      throw new AssertionError("fields reach to " + offset + ", the next one stands at " + where);
    }
    prefix = "";
    offset = where;
    fields.put(END, new Field(where, UNKNOWN));
  }

  private void readField(String text) {
    String cell = text.startsWith("ring 0") ? text.substring(text.indexOf(':') + 2) : text;
    Matcher sized = SIZED.matcher(cell);
    Matcher entries = ENTRIES.matcher(cell);
    if (sized.matches()) {
      boolean isCounted = sized.group(1) != null;
      int count = isCounted ? Integer.parseInt(sized.group(1)) : 1;
      String name = isCounted ? sized.group(2) + sized.group(4) : sized.group(2);
      put(name, count * Integer.parseInt(sized.group(3)));
    } else if (entries.matches()) {
      put(entries.group(1), UNKNOWN);
      fields.put(ENTRY + "bytes", new Field(Integer.parseInt(entries.group(2)), UNKNOWN));
      prefix = ENTRY;
      offset = 0;
    } else if (!cell.isEmpty() && !cell.equals("...")) {
      put(cell, UNKNOWN);
    }
  }

  private void put(String name, int bytes) {
    last = prefix + name;
    if (!name.startsWith("zero")) {
      Field field = new Field(offset, bytes);
      Field before = fields.putIfAbsent(last, field);
      if (before != null) {
        if (before.offset() + before.bytes() != offset) {
          throw new AssertionError(name + " stands there twice");
        }
        fields.put(last, new Field(before.offset(), before.bytes() + bytes));
      }
    }
    offset = bytes == UNKNOWN || offset == UNKNOWN ? UNKNOWN : offset + bytes;
  }
}
