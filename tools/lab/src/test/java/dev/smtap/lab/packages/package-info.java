/**
 * The Debian package, in a Debian 12 of its own: installed, under a real systemd, upgraded and
 * removed. Needs root.
 */
@NullMarked
package dev.smtap.lab.packages;

import org.jspecify.annotations.NullMarked;
