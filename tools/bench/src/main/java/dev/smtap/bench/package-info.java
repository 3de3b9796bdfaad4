/**
 * Speed and allocation of the rings, with other rings beside them in the same run. JMH calls it on
 * its own threads.
 */
@NullMarked
package dev.smtap.bench;

import org.jspecify.annotations.NullMarked;
