/**
 * Mapped memory: one range of addresses for the process, sections mapped into it, and the only
 * place that touches them. Positions are absolute addresses; offsets are relative to a section. Any
 * thread; who may write which word is said by the layouts above.
 */
@NullMarked
package dev.smtap.memory;

import org.jspecify.annotations.NullMarked;
