package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A throw-away sshd with a key and configuration of its own: one in each of some namespaces, all at
 * the same address and to their clients the same server.
 */
final class SshServer implements AutoCloseable {
  private static final String PORT = "2222";
  private static final int FILES = Full.times(200, 2000);
  private static final int LARGEST_FILE = 300_000;
  private static final int SESSION_BYTES = 2_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path directory;
  private final String address;
  private final List<Program> servers = new ArrayList<>();

  SshServer(String address, List<Netns> places) {
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
        "PermitRootLogin yes",
        // Not what this machine's root has in .bashrc, which may take a second.
        "SetEnv HOME=" + directory);
    write(
        "ssh",
        "#!/bin/sh",
        "exec ssh -F none -p %s -i %s -o StrictHostKeyChecking=yes -o UserKnownHostsFile=%s"
                .formatted(PORT, directory.resolve("user"), directory.resolve("known"))
            + " -o LogLevel=ERROR -o BatchMode=yes \"$@\"");
    write("known", "[" + address + "]:" + PORT + " " + read("host.pub"));
    Program.ok("chmod", "+x", directory.resolve("ssh").toString());
    Program.ok("mkdir", "-p", "/run/sshd");
    for (Netns place : places) {
      servers.add(place.start("/usr/sbin/sshd -D -e -f " + directory.resolve("config")));
    }
    servers.forEach(each -> each.awaitPrinted("Server listening", Duration.ofSeconds(10)));
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

  private String read(String name) {
    try {
      return Files.readString(directory.resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    client.run(LIMIT, "rsync -a -W -e " + directory.resolve("ssh") + " " + from + " " + to).ok();
  }

  /**
   * Opens so many sessions at once, each of which sends noise to the server and gets it back right.
   *
   * @return what a command printed at the server's end of each
   */
  List<String> sessionsFrom(Netns client, int count, String command) {
    byte[] noise = new byte[SESSION_BYTES];
    new Random(count).nextBytes(noise);
    try {
      Files.write(directory.resolve("noise"), noise);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(
        "session",
        "set -e",
        "cd " + directory,
        "./ssh root@%s '%s >&2; cat' <noise >back-$1".formatted(address, command),
        "cmp noise back-$1");
    List<Program> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sessions.add(client.start("sh " + directory.resolve("session") + " " + i));
    }
    List<Program.Result> ends = sessions.stream().map(each -> each.awaitEnd(LIMIT)).toList();
    assertThat(ends).allMatch(end -> end.exit() == 0);
    return ends.stream().map(Program.Result::err).toList();
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
    servers.forEach(Program::close);
    Lab.deleteTree(directory);
  }
}
