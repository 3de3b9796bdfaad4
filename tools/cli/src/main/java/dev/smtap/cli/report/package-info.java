/**
 * {@code smtap bug-report}: collects in one file all that one needs to understand what happened on
 * a machine, without frames and without secrets. Main thread.
 */
@NullMarked
package dev.smtap.cli.report;

import org.jspecify.annotations.NullMarked;
