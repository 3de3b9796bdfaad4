/**
 * The global network: one IP address for all nodes, each packet to the node whose socket owns it.
 * {@link dev.smtap.global.Interception} brings packets for that address to the driver, by policy
 * routing; {@link dev.smtap.global.PacketCracker} takes them apart, {@link
 * dev.smtap.global.ConnectionTable} remembers which node has which flow, and {@link
 * dev.smtap.global.Balancer} picks a node when several could have it. Each class says which thread
 * may call it.
 */
@NullMarked
package dev.smtap.global;

import org.jspecify.annotations.NullMarked;
