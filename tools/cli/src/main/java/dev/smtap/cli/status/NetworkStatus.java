package dev.smtap.cli.status;

import dev.smtap.facility.NetworkKind;
import java.util.List;

/**
 * A network at one moment.
 *
 * @param index its index
 * @param name its name
 * @param kind its kind
 * @param castLock the word of the lock of its cast rings, 0 when nobody has it
 * @param castRings its cast rings that are in use
 */
public record NetworkStatus(
    int index, String name, NetworkKind kind, long castLock, List<CastRingStatus> castRings) {}
