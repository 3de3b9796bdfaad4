/**
 * What {@code smtap status} shows: a partition at one moment, read from the facility without asking
 * a node, as text for people and as JSON for programs. One thread.
 */
@NullMarked
package dev.smtap.cli.status;

import org.jspecify.annotations.NullMarked;
