package dev.smtap.cli.snmp;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * A table: rows by index, whose values are made when they are asked for.
 *
 * @param <R> what a row is made from
 */
final class Table<R> implements Branch {
  private final OID entry;
  private final NavigableMap<Integer, Function<R, Variable>> columns = new TreeMap<>();
  private final NavigableMap<OID, R> rows = new TreeMap<>();

  /** An empty one; {@code entry} is the name of a row without column and index. */
  Table(OID entry) {
    this.entry = entry;
  }

  /** Adds a column. */
  Table<R> column(int number, Function<R, Variable> value) {
    columns.put(number, value);
    return this;
  }

  /** Adds a row, or takes the place of the one with this index. */
  void row(OID index, R row) {
    rows.put(index, row);
  }

  @Override
  public @Nullable Variable get(OID name) {
    if (!isBelow(name) || name.size() <= entry.size() + 1) {
      return null;
    }
    Function<R, Variable> column = columns.get(name.get(entry.size()));
    R row = rows.get(index(name));
    return column == null || row == null ? null : column.apply(row);
  }

  @Override
  public @Nullable OID next(OID from, boolean isIncluded) {
    if (rows.isEmpty() || columns.isEmpty()) {
      return null;
    }
    if (!isBelow(from) || from.size() <= entry.size()) {
      // Before all of it, or behind.
      return from.compareTo(entry) <= 0 ? name(columns.firstKey(), rows.firstKey()) : null;
    }
    int number = from.get(entry.size());
    if (columns.containsKey(number)) {
      OID index = index(from);
      OID next = isIncluded ? rows.ceilingKey(index) : rows.higherKey(index);
      if (next != null) {
        return name(number, next);
      }
    }
    // A number above 2^31 is negative here, and behind every column.
    Map.Entry<Integer, ?> column = number < 0 ? null : columns.higherEntry(number);
    return column == null ? null : name(column.getKey(), rows.firstKey());
  }

  private boolean isBelow(OID name) {
    return name.startsWith(entry);
  }

  private OID index(OID name) {
    int[] all = name.getValue();
    int from = entry.size() + 1;
    return new OID(all, from, Math.max(0, all.length - from));
  }

  private OID name(int column, OID index) {
    return new OID(new OID(entry.getValue(), column).getValue(), index.getValue());
  }
}
