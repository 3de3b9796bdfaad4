/** Tests of the package of the same name. */
@NullMarked
package dev.smtap.cli.doctor;

import org.jspecify.annotations.NullMarked;
