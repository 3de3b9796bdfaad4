package dev.smtap.cli.doctor;

import dev.smtap.posix.SystemException;
import java.util.List;

/**
 * Something that is wrong. Names in it may be anybody's: what a terminal would obey is replaced.
 *
 * @param check which check found it
 * @param where what it is about, such as a node or a network namespace; may be empty
 * @param wrong what is wrong
 * @param causes what comes of it
 * @param advice what to do, in words
 * @param commands what does it, to be run in this order as root; may be empty
 */
record Finding(
    Topic check, String where, String wrong, String causes, String advice, List<String> commands) {
  Finding {
    where = SystemException.printable(where);
    wrong = SystemException.printable(wrong);
    causes = SystemException.printable(causes);
    advice = SystemException.printable(advice);
    commands = commands.stream().map(SystemException::printable).toList();
  }
}
