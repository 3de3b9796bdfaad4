/**
 * Namespaces with nodes in them, for the demo and the end-to-end tests. Runs on the main thread or
 * a test's.
 */
@NullMarked
package dev.smtap.lab;

import org.jspecify.annotations.NullMarked;
