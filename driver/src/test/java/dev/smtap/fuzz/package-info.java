/** What fuzz tests share: how they read their input, and what they demand of an error. */
@NullMarked
package dev.smtap.fuzz;

import org.jspecify.annotations.NullMarked;
