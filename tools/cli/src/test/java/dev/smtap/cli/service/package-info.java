/** Tests of what smtap status shows. */
@NullMarked
package dev.smtap.cli.service;

import org.jspecify.annotations.NullMarked;
