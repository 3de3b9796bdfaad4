/** Tests of the smtap command. */
@NullMarked
package dev.smtap.cli;

import org.jspecify.annotations.NullMarked;
