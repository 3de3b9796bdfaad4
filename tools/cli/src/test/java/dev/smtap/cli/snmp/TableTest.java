package dev.smtap.cli.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** A table finds its values as a sorted list of all of them would, whatever it is asked. */
class TableTest {
  private static final OID ENTRY = new OID("1.3.6.1.4.1.7");
  private static final int ROUNDS = 300;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_126);

  /** What a table should be like. */
  private final NavigableMap<OID, Variable> expected = new TreeMap<>();

  private Table<Integer> table() {
    Table<Integer> table = new Table<>(ENTRY);
    expected.clear();
    NavigableMap<OID, Integer> rows = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      rows.put(new OID(numbers(random.nextInt(1, 4), 5)), random.nextInt());
    }
    rows.forEach(table::row);
    for (int i = random.nextInt(5); i > 0; i--) {
      int column = random.nextInt(1, 8);
      table.column(column, row -> new Integer32(row ^ column));
      rows.forEach((index, row) ->
          expected.put(name(column, index.getValue()), new Integer32(row ^ column)));
    }
    return table;
  }

  private static OID name(int column, int... index) {
    return new OID(new OID(ENTRY.getValue(), column).getValue(), index);
  }

  private int[] numbers(int count, int bound) {
    return random.ints(count, 0, bound).toArray();
  }

  /** Something near the table, inside or outside. */
  private OID anything() {
    return switch (random.nextInt(7)) {
      case 0 -> new OID(ENTRY.getValue(), 0, random.nextInt(0, ENTRY.size() + 1));
      case 1 -> new OID("1.3.6.1.4.1.8");
      case 2 -> new OID("1.3.6.1.4.1.6.5");
      case 3 -> new OID(ENTRY.getValue(), random.nextInt());
      case 4 -> new OID(name(random.nextInt(9), numbers(2, 5)).getValue(), random.nextInt());
      default -> name(random.nextInt(9), numbers(random.nextInt(5), 6));
    };
  }

  private @Nullable OID next(OID from, boolean isIncluded) {
    return isIncluded ? expected.ceilingKey(from) : expected.higherKey(from);
  }

  @Test
  void nextAndGetAreThoseOfASortedList() {
    for (int round = 0; round < ROUNDS; round++) {
      Table<Integer> table = table();
      for (int i = 0; i < 50; i++) {
        OID from = anything();
        boolean isIncluded = random.nextBoolean();
        assertThat(table.next(from, isIncluded)).as("%s", from).isEqualTo(next(from, isIncluded));
        assertThat(table.get(from)).as("%s", from).isEqualTo(expected.get(from));
      }
      walks(table);
    }
  }

  private void walks(Table<Integer> table) {
    NavigableMap<OID, Variable> seen = new TreeMap<>();
    OID name = table.next(ENTRY, true);
    while (name != null) {
      seen.put(name, table.get(name));
      name = table.next(name, false);
    }
    assertThat(seen).isEqualTo(expected);
  }
}
