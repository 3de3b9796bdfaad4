package dev.smtap.netlink;

/** The explanation that a kernel adds to a refusal (NETLINK_EXT_ACK). */
final class KernelWords {
  private KernelWords() {}

  /** The words in a NLMSG_ERROR message, or empty text. */
  static String of(MessageReader message) {
    int errorAndHeader = 4 + Netlink.HEADER_SIZE;
    boolean explained = (message.flags() & Netlink.NLM_F_ACK_TLVS) != 0;
    if (message.type() != Netlink.NLMSG_ERROR
        || !explained
        || !message.hasPayload(errorAndHeader)) {
      return "";
    }
    // What was refused is repeated in full, unless it is capped to its header.
    boolean capped = (message.flags() & Netlink.NLM_F_CAPPED) != 0;
    int repeated = capped ? Netlink.HEADER_SIZE : message.intAt(4);
    if (repeated < Netlink.HEADER_SIZE || !message.hasPayload(repeated)) {
      return "";
    }
    message.attributesFrom(4 + repeated);
    while (message.nextAttribute()) {
      if (message.attributeType() == Netlink.NLMSGERR_ATTR_MSG) {
        return message.attributeText();
      }
    }
    return "";
  }
}
