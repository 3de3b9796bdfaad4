/** Tests of the package of the same name. */
@NullMarked
package dev.smtap.cli.report;

import org.jspecify.annotations.NullMarked;
