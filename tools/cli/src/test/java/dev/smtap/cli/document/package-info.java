/** Manual pages and completions say what the command line takes. */
@NullMarked
package dev.smtap.cli.document;

import org.jspecify.annotations.NullMarked;
