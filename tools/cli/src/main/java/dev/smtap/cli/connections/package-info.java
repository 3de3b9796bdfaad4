/**
 * What {@code smtap connections} shows: the connection tables and the directory of a partition's
 * global networks, read from the facility without asking a node, as text for people and as JSON for
 * programs. One thread.
 */
@NullMarked
package dev.smtap.cli.connections;

import org.jspecify.annotations.NullMarked;
