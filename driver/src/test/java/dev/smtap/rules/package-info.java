/**
 * Holds the project's own rules: what may know of what, and how sources look. Runs over every
 * module that stands beside this one. JUnit's thread.
 */
@NullMarked
package dev.smtap.rules;

import org.jspecify.annotations.NullMarked;
