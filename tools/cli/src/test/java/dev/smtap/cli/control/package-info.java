/** Tests of the commands that change running nodes. */
@NullMarked
package dev.smtap.cli.control;

import org.jspecify.annotations.NullMarked;
