package dev.smtap.cli.connections;

import dev.smtap.global.ConnectionReader;
import dev.smtap.global.DecidingStep;
import dev.smtap.global.FlowState;
import dev.smtap.wire.FlowKey;
import dev.smtap.wire.IpAddress;
import java.util.Comparator;

/**
 * A flow of a connection table at one moment.
 *
 * @param protocol its number
 * @param local the global address
 * @param localPort port there
 * @param foreign the other end's address
 * @param foreignPort port there
 * @param owner node that has the socket
 * @param ownerGeneration that node's generation
 * @param step the step that decided
 * @param state how far it is
 * @param packets packets so far
 * @param bytes bytes so far
 * @param ageNanos how long ago it began at this owner, 48 days at most
 * @param idleNanos how long none came
 */
public record Flow(
    int protocol,
    IpAddress local,
    int localPort,
    IpAddress foreign,
    int foreignPort,
    int owner,
    long ownerGeneration,
    DecidingStep step,
    FlowState state,
    long packets,
    long bytes,
    long ageNanos,
    long idleNanos) {
  /** By protocol and local end, then by foreign end. */
  public static final Comparator<Flow> ORDER =
      Comparator.comparingInt(Flow::protocol)
          .thenComparing(Flow::local)
          .thenComparingInt(Flow::localPort)
          .thenComparing(Flow::foreign)
          .thenComparingInt(Flow::foreignPort);

  /** The flow that a reader has just read. */
  public static Flow of(ConnectionReader reader, long nowNanos) {
    FlowKey key = reader.key();
    return new Flow(
        key.protocol(),
        new IpAddress(key.localHigh(), key.localLow()),
        key.localPort(),
        new IpAddress(key.foreignHigh(), key.foreignLow()),
        key.foreignPort(),
        reader.nodeId(),
        reader.generation(),
        reader.step(),
        reader.state(),
        reader.packets(),
        reader.bytes(),
        reader.ageNanos(nowNanos),
        reader.idleNanos(nowNanos));
  }
}
