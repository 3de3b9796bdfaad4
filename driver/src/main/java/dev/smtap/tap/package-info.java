/**
 * The TAP device, its offloads, and its stand-in for tests. Opened and changed by the control
 * thread of a node, in the node's network namespace; read and written by the adapter's two threads
 * by descriptor.
 */
@NullMarked
package dev.smtap.tap;

import org.jspecify.annotations.NullMarked;
