/**
 * The metrics of a partition in the OpenMetrics format, on a Unix socket or a port of this machine:
 * read from the facility when somebody asks, by one thread that serves few clients for a short time
 * each. The data path knows nothing of it.
 */
@NullMarked
package dev.smtap.cli.metrics;

import org.jspecify.annotations.NullMarked;
