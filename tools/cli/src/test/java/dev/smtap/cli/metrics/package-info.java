/** Tests of the metrics and their server. */
@NullMarked
package dev.smtap.cli.metrics;

import org.jspecify.annotations.NullMarked;
