/**
 * Bytes and addresses: what stands in a frame and in front of it. Pure functions over primitives,
 * so that the data path can use them without an object per frame; any thread may call them. Imports
 * no other package of the driver.
 */
@NullMarked
package dev.smtap.wire;

import org.jspecify.annotations.NullMarked;
