package dev.smtap.cli;

import dev.smtap.global.FlowTimeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code [node.global.timeouts]} of the configuration file says: after how many idle seconds a
 * flow is forgotten, by how far it is.
 *
 * @param table the table
 */
record TimeoutsTable(ConfigTable table) {
  private static final String OPENING = "tcp-opening";
  private static final String ESTABLISHED = "tcp-established";
  private static final String CLOSING = "tcp-closing";
  private static final String FIRST_DATAGRAM = "first-datagram";
  private static final String DATAGRAMS = "datagrams";
  private static final Set<String> KEYS =
      Set.of(OPENING, ESTABLISHED, CLOSING, FIRST_DATAGRAM, DATAGRAMS);

  /** What is set, and what is usual for the rest. */
  FlowTimeouts timeouts() {
    table.check(KEYS);
    FlowTimeouts usual = FlowTimeouts.DEFAULT;
    return new FlowTimeouts(
        seconds(OPENING, usual.opening()),
        seconds(ESTABLISHED, usual.established()),
        seconds(CLOSING, usual.closing()),
        seconds(FIRST_DATAGRAM, usual.firstDatagram()),
        seconds(DATAGRAMS, usual.datagrams()));
  }

  private Duration seconds(String key, Duration usual) {
    Optional<Integer> number = table.number(key);
    if (number.isEmpty()) {
      return usual;
    }
    Duration time = Duration.ofSeconds(number.get());
    if (!FlowTimeouts.isTimeout(time)) {
      table.wrong(
          key,
          number.get() + " is out of range",
          "write 1 to " + FlowTimeouts.LONGEST.toSeconds() + " seconds");
      return usual;
    }
    return time;
  }
}
