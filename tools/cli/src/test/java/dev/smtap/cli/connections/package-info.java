/** Tests of what smtap connections shows. */
@NullMarked
package dev.smtap.cli.connections;

import org.jspecify.annotations.NullMarked;
