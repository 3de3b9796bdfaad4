/**
 * Fault injection: nodes as processes of their own, on TAPs in namespaces of their own, that die or
 * stop at named points of the code while checked traffic runs.
 */
@NullMarked
package dev.smtap.lab.fault;

import org.jspecify.annotations.NullMarked;
