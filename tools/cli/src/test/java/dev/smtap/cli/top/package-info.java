/** Tests of the live view. */
@NullMarked
package dev.smtap.cli.top;

import org.jspecify.annotations.NullMarked;
