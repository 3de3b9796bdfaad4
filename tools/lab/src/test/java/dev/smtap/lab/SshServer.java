package dev.smtap.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A throw-away sshd in a namespace, with keys and configuration of its own. */
final class SshServer implements AutoCloseable {
  private static final String PORT = "2222";
  private static final int FILES = Full.times(200, 2000);
  private static final int LARGEST_FILE = 300_000;

  private final Path directory;
  private final String address;
  private final Program server;

  SshServer(Netns netns, String address) {
    this.address = address;
    this.directory = temporaryDirectory();
    key("host");
    key("user");
    write(
        "config",
        "Port " + PORT,
        "ListenAddress " + address,
        "HostKey " + directory.resolve("host"),
        "AuthorizedKeysFile " + directory.resolve("user.pub"),
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "PermitRootLogin yes");
    Program.ok("mkdir", "-p", "/run/sshd");
    server = netns.start("/usr/sbin/sshd -D -e -f " + directory.resolve("config"));
    server.awaitPrinted("Server listening", Duration.ofSeconds(10));
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("smlab-ssh");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void key(String name) {
    Program.ok(
        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory.resolve(name).toString());
  }

  private void write(String name, String... lines) {
    try {
      Files.write(directory.resolve(name), List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a tree, copies it to the server and back by rsync, and compares. */
  void copiesTreeFrom(Netns client) {
    Path tree = directory.resolve("tree");
    makeTree(tree);
    String there = "root@" + address + ":" + directory.resolve("there");
    rsync(client, tree + "/", there);
    rsync(client, there + "/", directory.resolve("back").toString());
    Program.ok("diff", "-r", tree.toString(), directory.resolve("there").toString());
    Program.ok("diff", "-r", tree.toString(), directory.resolve("back").toString());
  }

  private void rsync(Netns client, String from, String to) {
    write(
        "ssh",
        "#!/bin/sh",
        "exec ssh -F none -p "
            + PORT
            + " -i "
            + directory.resolve("user")
            + " -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
            + " -o BatchMode=yes \"$@\"");
    Program.ok("chmod", "+x", directory.resolve("ssh").toString());
    client
        .run(
            Duration.ofSeconds(60),
            "rsync -a -W -e " + directory.resolve("ssh") + " " + from + " " + to)
        .ok();
  }

  private static void makeTree(Path tree) {
    Random random = new Random(FILES);
    try {
      for (int i = 0; i < FILES; i++) {
        byte[] content = new byte[random.nextInt(i % 10 == 0 ? LARGEST_FILE : 3000)];
        random.nextBytes(content);
        Path file = tree.resolve("d" + i % 7).resolve("e" + i % 3).resolve("f" + i);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    Lab.deleteTree(directory);
  }
}
