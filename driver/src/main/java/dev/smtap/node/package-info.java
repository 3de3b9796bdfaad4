/**
 * Puts everything together: configuration, a node's control thread, who is connected with whom. The
 * only package that sees all others.
 */
@NullMarked
package dev.smtap.node;

import org.jspecify.annotations.NullMarked;
