/**
 * The facility: files and sections, the node table that their directory is, life and death,
 * counters. Used by a node's control thread and, read-only, by whoever looks at a partition from
 * outside; counters also by the data path.
 */
@NullMarked
package dev.smtap.facility;

import org.jspecify.annotations.NullMarked;
