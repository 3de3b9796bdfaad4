/** Tests of the package of the same name. */
@NullMarked
package dev.smtap.cli.bench;

import org.jspecify.annotations.NullMarked;
