/** Tests of what smtap status shows. */
@NullMarked
package dev.smtap.cli.status;

import org.jspecify.annotations.NullMarked;
