/**
 * What {@code smtap doctor} finds: each check is a class with a pure function over facts, and a
 * reader of these facts. Nothing on the machine is changed. One thread.
 */
@NullMarked
package dev.smtap.cli.doctor;

import org.jspecify.annotations.NullMarked;
