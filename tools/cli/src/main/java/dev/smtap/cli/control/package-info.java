/**
 * Commands that change running nodes: each asks the nodes that it is about over their control
 * sockets. Runs on the main thread.
 */
@NullMarked
package dev.smtap.cli.control;

import org.jspecify.annotations.NullMarked;
