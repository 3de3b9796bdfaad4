package dev.smtap.node;

import dev.smtap.facility.NetworkKind;
import dev.smtap.netlink.LinkState;

/**
 * An interface of a node as the kernel sees it.
 *
 * @param adapter number of its adapter in the node's section, from 0
 * @param network the network
 * @param kind the network's kind
 * @param link what the kernel says
 */
public record NodeLink(int adapter, String network, NetworkKind kind, LinkState link) {}
