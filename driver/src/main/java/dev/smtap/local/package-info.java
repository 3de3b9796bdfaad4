/**
 * An adapter at work: the transmitter reads frames from the TAP and puts them into rings, the
 * receiver reads rings and writes to the TAP. Each has a thread of its own; what they share with
 * the control thread is immutable or a single volatile word.
 */
@NullMarked
package dev.smtap.local;

import org.jspecify.annotations.NullMarked;
