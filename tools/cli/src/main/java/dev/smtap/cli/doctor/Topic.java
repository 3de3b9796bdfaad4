package dev.smtap.cli.doctor;

import java.util.Locale;

/** What a check is about. The names in JSON are stable. */
enum Topic {
  /** The configuration file. */
  CONFIGURATION,
  /** What the kernel must have. */
  KERNEL,
  /** The control file of TAPs. */
  TUN,
  /** What this user may do. */
  CAPABILITIES,
  /** Offloads that do not work on this kernel. */
  OFFLOADS,
  /** Shared memory. */
  MEMORY,
  /** Nodes that do not do well. */
  NODES,
  /** Files of nodes that never came to life. */
  FILES,
  /** MTUs that differ. */
  MTU,
  /** What the kernel must have so that packets to global addresses come to the driver. */
  INTERCEPTION,
  /** What killed drivers left in the kernel. */
  LEFTOVERS,
  /** Forwarding where packets to global addresses come in. */
  FORWARDING,
  /** Firewalls that let nothing in, or see only one way of a flow. */
  FIREWALL;

  /** Its name on screen and in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
