/**
 * What {@code smtap run} does as a service: it tells the service manager how it is, gets its TAPs
 * back after a restart, proves that it lives, reads its configuration again, and writes to the
 * journal.
 */
@NullMarked
package dev.smtap.cli.service;

import org.jspecify.annotations.NullMarked;
