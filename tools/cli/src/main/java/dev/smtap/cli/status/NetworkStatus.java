package dev.smtap.cli.status;

import dev.smtap.facility.NetworkKind;

/**
 * A network at one moment.
 *
 * @param index its index
 * @param name its name
 * @param kind its kind
 */
public record NetworkStatus(int index, String name, NetworkKind kind) {}
