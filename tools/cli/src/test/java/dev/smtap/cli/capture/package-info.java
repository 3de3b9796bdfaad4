/** Tests of the commands that change running nodes. */
@NullMarked
package dev.smtap.cli.capture;

import org.jspecify.annotations.NullMarked;
