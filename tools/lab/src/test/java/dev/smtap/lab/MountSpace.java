package dev.smtap.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A mount namespace: what is mounted or hidden in it is so for nobody else. Lasts as its lab. */
final class MountSpace {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Program holder;

  /** Makes it, and sets it up by a command of the shell. */
  MountSpace(Lab lab, String setUp) {
    String script = "set -e; " + setUp + "; echo ready; exec sleep infinity";
    holder = lab.start(List.of("unshare", "--mount", "sh", "-c", script));
    holder.awaitPrinted("ready", LIMIT);
  }

  /** A command line that runs another in here. */
  List<String> inside(List<String> command) {
    List<String> all =
        new ArrayList<>(List.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt"));
    all.add("--");
    all.addAll(command);
    return all;
  }
}
