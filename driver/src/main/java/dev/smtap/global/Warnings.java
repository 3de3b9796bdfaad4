package dev.smtap.global;

import dev.smtap.facility.GlobalAreaDescriptor;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator should know of a GLOBAL interface: each sentence once while it holds. */
final class Warnings {
  private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);

  private List<String> told = List.of();
  private String leftOut = "";

  /** Says of an interception's warnings what was not said before. */
  void tell(List<String> now) {
    for (String each : now) {
      if (!told.contains(each)) {
        LOG.warn("{}", each);
      }
    }
    told = now;
  }

  /** Says which addresses are not served, when these are others. */
  void tellLeftOut(Surroundings surroundings) {
    String now = surroundings.leftOutText().orElse("");
    if (!now.isEmpty() && !now.equals(leftOut)) {
      LOG.warn("{}", leftOut(now));
    }
    leftOut = now;
  }

  private static String leftOut(String addresses) {
    return "a node serves at most "
        + GlobalAreaDescriptor.MOST_ADDRESSES
        + " addresses of a global network: packets for "
        + addresses
        + " stay on the node that they come in on; put them on another global network";
  }
}
