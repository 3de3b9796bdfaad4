/**
 * {@code smtap bench}: measures two nodes of its own and the rings alone beside veth, the kernel's
 * own pair, in network namespaces without names. From the top: the command, the rounds, the paths
 * that are measured ({@code TestBed}, {@code RingPath}), the loads; results as text, SVG and JSON.
 */
@NullMarked
package dev.smtap.cli.bench;

import org.jspecify.annotations.NullMarked;
