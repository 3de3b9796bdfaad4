/** Tests of the package of the same name. */
@NullMarked
package dev.smtap.cli.firewall;

import org.jspecify.annotations.NullMarked;
