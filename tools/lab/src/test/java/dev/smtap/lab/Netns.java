package dev.smtap.lab;

import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A network namespace of a test's own. */
final class Netns {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Lab lab;
  private final String name;

  Netns(Lab lab, String name) {
    this.lab = lab;
    this.name = name;
    Program.ok("ip", "netns", "add", name);
    ip("link set lo up");
    // An address can be used at once, without waiting for duplicates to answer.
    exec("sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0");
  }

  String name() {
    return name;
  }

  /** {@code ip} with arguments that are words, in here; it must succeed. */
  String ip(String words) {
    return Program.run(LIMIT, command("ip -n " + name + " " + words)).ok();
  }

  /** A program in here that must succeed. */
  String exec(String words) {
    return run(LIMIT, words).ok();
  }

  /** A program in here. */
  Program.Result run(Duration limit, String words) {
    return Program.run(limit, command("ip netns exec " + name + " " + words));
  }

  /** A program in here that goes on until the lab is closed. */
  Program start(String words) {
    return lab.start(command("ip netns exec " + name + " " + words));
  }

  private static List<String> command(String words) {
    List<String> command = new ArrayList<>();
    for (String word : words.split(" ", -1)) {
      if (!word.isEmpty()) {
        command.add(word);
      }
    }
    return command;
  }

  /** Does something in here, on the calling thread. */
  <T> T call(Namespace.Action<T> action) {
    try (Namespace namespace = Namespace.parse(name)) {
      return namespace.run(action);
    } catch (SystemException e) {
      throw new AssertionError(e);
    }
  }

  boolean exists() {
    return Files.exists(Path.of("/run/netns", name));
  }

  void delete() {
    if (exists()) {
      Program.ok("ip", "netns", "del", name);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
