/**
 * Rings: the layouts of slots, pair rings and cast rings, and the lock-free steps on them. Moves
 * bytes and does not know whose they are. Each class says which thread may call it: sender's side
 * (transmitter), receiver's side (receiver).
 */
@NullMarked
package dev.smtap.ring;

import org.jspecify.annotations.NullMarked;
