/**
 * The rings, the lock, the doorbell and the connection table under jcstress: every outcome that the
 * memory model allows is named, the forbidden ones too. jcstress calls it on its own threads.
 */
@NullMarked
package dev.smtap.stress;

import org.jspecify.annotations.NullMarked;
