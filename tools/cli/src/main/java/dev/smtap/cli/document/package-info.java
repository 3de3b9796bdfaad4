/** Manual pages and shell completions, written from the model of the command line. */
@NullMarked
package dev.smtap.cli.document;

import org.jspecify.annotations.NullMarked;
