package dev.smtap.cli.snmp;

/**
 * Who is sent notifications.
 *
 * @param address where to
 * @param user name of the user whose secrets protect them
 */
public record SnmpTrap(SnmpAddress address, String user) {}
