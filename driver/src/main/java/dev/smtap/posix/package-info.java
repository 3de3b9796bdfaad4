/**
 * Calls into the operating system. {@link dev.smtap.posix.DataCalls} is for the data path and any
 * thread; the rest sets up and configures, and belongs to the control thread of a node or to start
 * and stop. Only this package knows that there is a C library.
 */
@NullMarked
package dev.smtap.posix;

import org.jspecify.annotations.NullMarked;
