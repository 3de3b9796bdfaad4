package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.GlobalSettings;
import java.util.OptionalInt;

/**
 * What is set for one adapter, by a flag or in the configuration file; empty means as for all.
 *
 * @param kind kind of its network
 * @param interfaceName name of the interface
 * @param network name of its network
 * @param mtu MTU to start with
 * @param slots small slots
 * @param flows flows that the connection table holds; empty on local networks, which have none
 * @param global what else is set about a global network
 */
record AdapterSettings(
    NetworkKind kind,
    String interfaceName,
    String network,
    OptionalInt mtu,
    OptionalInt slots,
    OptionalInt flows,
    GlobalSettings global) {}
