package dev.smtap.cli.top;

import dev.smtap.cli.connections.Flow;
import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.DataPath;
import dev.smtap.cli.status.LeftOut;
import dev.smtap.cli.status.NetworkStatus;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.OffloadStatus;
import dev.smtap.cli.status.PartitionStatus;
import dev.smtap.cli.status.RingStatus;
import dev.smtap.cli.status.State;
import dev.smtap.cli.status.Tally;
import dev.smtap.global.DecidingStep;
import dev.smtap.global.FlowState;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.IpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Readings made by hand. */
final class Samples {
  private static final Tally NOTHING = new Tally(Map.of(), Map.of());
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Samples() {}

  static Reading reading(long second, NodeStatus... nodes) {
    return reading(second, new RecentFlows(), nodes);
  }

  static Reading reading(long second, RecentFlows flows, NodeStatus... nodes) {
    PartitionStatus status =
        new PartitionStatus(
            "p",
            Path.of("/p"),
            0,
            List.<NetworkStatus>of(),
            List.of(nodes),
            LeftOut.NOTHING,
            List.of());
    return new Reading(second * NANOS_PER_SECOND, "12:00:00", status, true, flows);
  }

  static NodeStatus node(int id, long generation, AdapterStatus... adapters) {
    return new NodeStatus(id, State.UP, generation, 1, 0, 0, 0, 0, "", List.of(adapters));
  }

  /** An adapter that has read so many frames of 100 bytes from its interface. */
  static AdapterStatus adapter(String name, long read, Tally formerSent, RingStatus... rings) {
    return new AdapterStatus(
        new AdapterStatus.Link(name, "net", "local", "present", "", 2, 1500, "", true, "", 0),
        new DataPath(true, 256, 64, 0, false, true, new OffloadStatus(Offloads.NONE, Map.of())),
        new AdapterStatus.Pools(1, 1, 1, 1, 512),
        new Tally(Map.of("read", read, "read bytes", read * 100), Map.of()),
        NOTHING,
        formerSent,
        NOTHING,
        List.of(rings),
        Optional.empty());
  }

  static AdapterStatus adapter(String name, long read, RingStatus... rings) {
    return adapter(name, read, NOTHING, rings);
  }

  /** A ring into which so many frames of 100 bytes went, and for which others were too many. */
  static RingStatus ring(int peer, long peerGeneration, long frames, long ringFull) {
    return new RingStatus(
        peer,
        peerGeneration,
        "up",
        new Tally(Map.of("frames", frames, "bytes", frames * 100), lost(ringFull)),
        NOTHING,
        12);
  }

  static Tally former(long ringFull) {
    return new Tally(Map.of(), lost(ringFull));
  }

  private static Map<String, Long> lost(long ringFull) {
    return Map.of("ring full", ringFull);
  }

  static Flow flow(int port, long packets, long idleNanos) {
    return new Flow(
        6,
        new IpAddress(0, 0xffff_0a01_0101L),
        80,
        new IpAddress(0, 0xffff_0a01_0102L),
        port,
        2,
        7,
        DecidingStep.LISTENER,
        FlowState.ESTABLISHED,
        packets,
        packets * 1_000,
        idleNanos + 90_000_000_000L,
        idleNanos);
  }
}
