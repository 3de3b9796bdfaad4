/**
 * The global network: one IP address for all nodes. {@link dev.smtap.global.Interception} brings
 * packets to it to the driver, by policy routing.
 */
@NullMarked
package dev.smtap.global;

import org.jspecify.annotations.NullMarked;
