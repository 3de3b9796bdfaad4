package dev.smtap.cli.snmp;

import dev.smtap.posix.SystemException;
import java.util.List;
import org.snmp4j.smi.OID;

/** A part of the tree that the agent answers for. */
interface Mib {
  /** What all its names begin with. */
  OID root();

  /**
   * Reads it as it is now, in the order of names.
   *
   * @throws SystemException if it cannot be read at the moment
   */
  List<Branch> read() throws SystemException;
}
