package dev.smtap.cli.snmp;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** Values that there is one of each. */
final class Scalars implements Branch {
  private final NavigableMap<OID, Variable> values = new TreeMap<>();

  /** Adds the one instance of an object. */
  Scalars add(OID object, Variable value) {
    values.put(new OID(object.getValue(), 0), value);
    return this;
  }

  @Override
  public @Nullable Variable get(OID name) {
    return values.get(name);
  }

  @Override
  public @Nullable OID next(OID from, boolean isIncluded) {
    return isIncluded ? values.ceilingKey(from) : values.higherKey(from);
  }
}
