/**
 * What the kernel's configuration is, and its changes: rtnetlink(7) for links, rules, routes,
 * neighbours and addresses, /proc for multicast groups, sock_diag(7) for the sockets of programs.
 * Used by the control thread of a node, which has entered the node's network namespace; sockets and
 * files opened here belong to that namespace and keep it alive until they are closed.
 */
@NullMarked
package dev.smtap.netlink;

import org.jspecify.annotations.NullMarked;
