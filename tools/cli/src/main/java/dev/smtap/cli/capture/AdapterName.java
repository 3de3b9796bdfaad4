package dev.smtap.cli.capture;

/**
 * An adapter whose frames are captured.
 *
 * @param node its node
 * @param interfaceName its interface
 * @param network its network
 */
record AdapterName(int node, String interfaceName, String network) {
  /** Name of a ring of it in the file: {@code 1/sml0/to-2}, or {@code 1/sml0} for none. */
  String name(RingName ring) {
    String own = node + "/" + interfaceName;
    return ring.equals(RingName.TAP) ? own : own + "/" + ring.word();
  }

  /** Description of a ring of it in the file. */
  String description(RingName ring) {
    return "node "
        + node
        + ", interface "
        + interfaceName
        + ", network "
        + network
        + ": "
        + ring.inWords();
  }
}
