package dev.smtap.cli.snmp;

import dev.smtap.posix.SystemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.agent.DefaultMOScope;
import org.snmp4j.agent.MOScope;
import org.snmp4j.agent.mo.GenericManagedObject;
import org.snmp4j.agent.request.SubRequest;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * Answers for a part of the tree from what was read of it a moment ago: however many ask, it is
 * read no more than a few times a second, and a walk sees rows that belong together. One thread.
 */
final class MibView implements GenericManagedObject {
  private static final Logger LOG = LoggerFactory.getLogger(MibView.class);
  private static final long FRESH_NANOS = 200_000_000L;

  private final Mib mib;
  private final MOScope scope;
  private List<Branch> branches = List.of();
  private boolean wasRead;
  private long readNanos;

  MibView(Mib mib) {
    this.mib = mib;
    this.scope = new DefaultMOScope(mib.root(), true, mib.root().nextPeer(), false);
  }

  @Override
  public MOScope getScope() {
    return scope;
  }

  private List<Branch> branches() {
    long now = System.nanoTime();
    if (!wasRead || now - readNanos > FRESH_NANOS) {
      try {
        branches = mib.read();
      } catch (SystemException e) {
        LOG.debug("{} cannot be read now", mib.root(), e);
        branches = List.of();
      }
      wasRead = true;
      readNanos = now;
    }
    return branches;
  }

  @Override
  public @Nullable OID find(MOScope range) {
    for (Branch each : branches()) {
      OID name = each.next(range.getLowerBound(), range.isLowerIncluded());
      if (name != null) {
        return range.covers(name) ? name : null;
      }
    }
    return null;
  }

  private @Nullable Variable value(OID name) {
    for (Branch each : branches()) {
      Variable value = each.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  @Override
  public void get(SubRequest<?> request) {
    VariableBinding binding = request.getVariableBinding();
    Variable value = value(binding.getOid());
    binding.setVariable(value == null ? Null.noSuchInstance : value);
    request.completed();
  }

  // The library calls it by way of its default method, which has a filter that lets all through.
  @Override
  @SuppressWarnings("deprecation")
  public boolean next(SubRequest<?> request) {
    OID name = find(request.getScope());
    Variable value = name == null ? null : value(name);
    if (name == null || value == null) {
      return false;
    }
    request.getVariableBinding().setOid(name);
    request.getVariableBinding().setVariable(value);
    request.completed();
    return true;
  }

  @Override
  public void prepare(SubRequest<?> request) {
    refuse(request);
  }

  @Override
  public void commit(SubRequest<?> request) {
    refuse(request);
  }

  @Override
  public void undo(SubRequest<?> request) {
    refuse(request);
  }

  private static void refuse(SubRequest<?> request) {
    request.getStatus().setErrorStatus(SnmpConstants.SNMP_ERROR_NOT_WRITEABLE);
  }

  @Override
  public void cleanup(SubRequest<?> request) {
    request.completed();
  }
}
