/** {@code smtap capture}: frames of running nodes as pcapng. */
@NullMarked
package dev.smtap.cli.capture;

import org.jspecify.annotations.NullMarked;
