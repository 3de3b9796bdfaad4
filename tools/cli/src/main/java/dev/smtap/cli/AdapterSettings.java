package dev.smtap.cli;

import java.util.OptionalInt;

/**
 * What is set for one adapter, by a flag or in the configuration file; empty means as for all.
 *
 * @param interfaceName name of the interface
 * @param network name of its network
 * @param mtu MTU to start with
 * @param slots small slots
 */
record AdapterSettings(String interfaceName, String network, OptionalInt mtu, OptionalInt slots) {}
