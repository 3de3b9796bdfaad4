/**
 * An SNMPv3 agent (RFC 3410 to 3418) for the interfaces of the nodes of this process and for their
 * partition: system group, IF-MIB and SMTAP-MIB, and notifications when an interface comes or goes.
 * Read-only, and only for users that authenticate and encrypt. Nothing of the library behind it is
 * loaded unless it is asked for.
 */
@NullMarked
package dev.smtap.cli.snmp;

import org.jspecify.annotations.NullMarked;
