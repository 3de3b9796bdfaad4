/**
 * {@code smtap top}: a partition, live. A {@link Reading} becomes a {@link Model} (rates between
 * two readings), and that, with what the {@link Controls} say, the lines of a {@link Screen}; all
 * this is pure. Only {@link LiveTerminal} knows JLine, and is loaded for nothing else.
 */
@NullMarked
package dev.smtap.cli.top;

import org.jspecify.annotations.NullMarked;
