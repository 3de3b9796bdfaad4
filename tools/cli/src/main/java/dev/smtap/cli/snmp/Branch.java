package dev.smtap.cli.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** Some values of a MIB at one moment, in the order of their names. */
interface Branch {
  /** The value of this name, or null if there is none. */
  @Nullable Variable get(OID name);

  /** The first name behind this one, or this one itself if that counts; null if there is none. */
  @Nullable OID next(OID from, boolean isIncluded);
}
