package dev.smtap.global;

import dev.smtap.memory.SharedMemory;

/**
 * The owner's side of the addresses or nodes in a table's head: two words each, which flows refer
 * to by number. A row is used again only when no flow refers to it any more; see {@link
 * ConnectionTable} for why a reader never takes the old one for the new. One thread.
 */
final class Rows {
  /** What a search returns when it found nothing. */
  static final int NONE = -1;

  private final long position;
  private final int[] flows;
  private int used;
  private int last;

  /** The rows at a position, which are all zero. */
  Rows(long position, int count) {
    this.position = position;
    this.flows = new int[count];
  }

  private long at(int row) {
    return position + (long) row * ConnectionTableDescriptor.ROW_BYTES;
  }

  /** Rows that were ever used. */
  int used() {
    return used;
  }

  long first(int row) {
    return SharedMemory.getLong(at(row));
  }

  long second(int row) {
    return SharedMemory.getLong(at(row) + ConnectionTableDescriptor.ROW_SECOND_WORD);
  }

  /** Flows that refer to a row. */
  int flows(int row) {
    return flows[row];
  }

  /** Counts a flow that refers to a row, or no longer does. */
  void count(int row, int change) {
    flows[row] += change;
  }

  /** The row with these words, or {@link #NONE}. Mostly it is that of the search before. */
  int find(long first, long second) {
    if (is(last, first, second)) {
      return used == 0 ? NONE : last;
    }
    for (int row = 0; row < used; row++) {
      if (is(row, first, second)) {
        last = row;
        return row;
      }
    }
    return NONE;
  }

  private boolean is(int row, long first, long second) {
    return first(row) == first && second(row) == second;
  }

  /** The row with these words, which may be a new one; {@link #NONE} when all have flows. */
  int findOrAdd(long first, long second) {
    int found = find(first, second);
    if (found != NONE) {
      return found;
    }
    int row = used < flows.length ? used++ : unused();
    if (row != NONE) {
      // In front of these writes: the flows that referred to this row are gone.
      SharedMemory.releaseFence();
      SharedMemory.putLongOpaque(at(row), first);
      SharedMemory.putLongOpaque(at(row) + ConnectionTableDescriptor.ROW_SECOND_WORD, second);
      last = row;
    }
    return row;
  }

  private int unused() {
    for (int row = 0; row < flows.length; row++) {
      if (flows[row] == 0) {
        return row;
      }
    }
    return NONE;
  }

  /** Changes the first word of a row. */
  void setFirst(int row, long first) {
    SharedMemory.putLongOpaque(at(row), first);
  }
}
