/**
 * A machine's packet filter, as far as it can be told from its rules what becomes of a packet:
 * nftables and iptables in one model, in which a condition holds, does not hold, or may hold. One
 * thread.
 */
@NullMarked
package dev.smtap.cli.firewall;

import org.jspecify.annotations.NullMarked;
