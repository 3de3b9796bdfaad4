/**
 * The global network: one IP address for all nodes, each packet to the node whose socket owns it.
 * Takes packets apart, remembers which node has which flow, and picks a node when several could
 * have it. Each class says which thread may call it.
 */
@NullMarked
package dev.smtap.global;

import org.jspecify.annotations.NullMarked;
