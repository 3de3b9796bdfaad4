/** Tests of the SNMP agent. */
@NullMarked
package dev.smtap.cli.snmp;

import org.jspecify.annotations.NullMarked;
