package dev.smtap.cli.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.agent.security.VACM;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/**
 * Who may do what (RFC 3415): whoever has proved who it is and encrypts may read everything in the
 * one context that there is, and nobody may do anything else. Any thread.
 */
final class ReadOnlyAccess implements VACM {
  private static final OctetString ALL = new OctetString("all");

  @Override
  public @Nullable OctetString getViewName(
      OctetString context, OctetString user, int model, int level, int viewType) {
    boolean isSafe = model == SecurityModel.SECURITY_MODEL_USM && level == SecurityLevel.AUTH_PRIV;
    return isSafe && viewType == VIEW_READ && hasContext(context) ? ALL : null;
  }

  @Override
  public int isAccessAllowed(
      OctetString context, OctetString user, int model, int level, int viewType, OID name) {
    return getViewName(context, user, model, level, viewType) == null
        ? VACM_NO_ACCESS_ENTRY
        : VACM_OK;
  }

  @Override
  public int isAccessAllowed(OctetString viewName, OID name) {
    return ALL.equals(viewName) ? VACM_OK : VACM_NO_SUCH_VIEW;
  }

  @Override
  public boolean hasContext(OctetString context) {
    return context.length() == 0;
  }
}
