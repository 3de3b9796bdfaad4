/**
 * The {@code smtap} command: reads the command line and the configuration file, calls the driver,
 * and turns what went wrong into one sentence. Runs on the main thread.
 */
@NullMarked
package dev.smtap.cli;

import org.jspecify.annotations.NullMarked;
