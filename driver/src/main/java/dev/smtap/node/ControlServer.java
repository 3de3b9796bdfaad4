package dev.smtap.node;

import dev.smtap.posix.Errno;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's control socket: commands that change the running node come here. Who may connect is what
 * the file's mode says: the node's own user, its group, and root; the log says who did. Nothing
 * here waits: each client sends one line of bounded length within a bounded time, and of too many
 * clients the one that is connected for longest gives way. Control thread only.
 */
final class ControlServer implements AutoCloseable {
  /** How long a client may take to send its request, and a second more. */
  static final long PATIENCE_NANOS = 5_000_000_000L;

  /** Clients at once. */
  static final int MOST_CLIENTS = 16;

  private static final int BACKLOG = 64;
  private static final int DIRECTORY_MODE = 0755;
  private static final int OTHERS_WRITE = 2;
  private static final String MODE = "rw-rw----";
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final UnixSocket socket;
  private final PollSet polls;
  private final ControlCommands commands;
  private final Map<Integer, ControlClient> clients = new LinkedHashMap<>();
  private @Nullable Path path;
  private boolean isPaused = true;

  /**
   * A server that does not listen yet.
   *
   * @param socket opened in the process's own namespace: a socket keeps the one that it is from
   */
  ControlServer(UnixSocket socket, PollSet polls, ControlCommands commands) {
    this.socket = socket;
    this.polls = polls;
    this.commands = commands;
  }

  /**
   * Listens from now on, in place of a node with this ID that was killed. Only while this node's
   * life lock is held. A node that cannot be reached carries frames all the same, so that is told
   * and no failure.
   */
  void listen(ControlFiles files, int nodeId) {
    try {
      open(files, nodeId);
      resume();
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private void open(ControlFiles files, int nodeId) throws SystemException {
    Path wanted = files.socket(nodeId);
    Path unfinished = files.unfinished(nodeId);
    try {
      PathCalls.makeDirectory(files.directory(), DIRECTORY_MODE);
      checkDirectory(files.directory());
      if (UnixSocket.isListening(wanted)) {
        throw new IOException("a node of another facility with the same names listens there");
      }
      PathCalls.unlink(unfinished);
      socket.bind(unfinished);
      // Before anybody can connect, and whatever the umask.
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString(MODE));
      socket.listen(BACKLOG);
      PathCalls.rename(unfinished, wanted, 0);
      path = wanted;
    } catch (IOException e) {
      throw SystemException.because(
          "listen for commands on",
          wanted.toString(),
          String.valueOf(e.getMessage()),
          "drain and balance do not reach this node; choose another --control directory");
    }
  }

  /** Where anybody may put files in place of others, nobody knows whose socket it is. */
  private static void checkDirectory(Path directory) throws IOException {
    FileStatus status = PathCalls.statusFollowing(directory).orElse(null);
    if (status == null || !status.isDirectory() || (status.mode() & OTHERS_WRITE) != 0) {
      throw new IOException("its directory is none, or everybody can write to it");
    }
  }

  private void resume() throws SystemException {
    polls.add(socket.fd(), this::accept);
    isPaused = false;
  }

  private void accept() {
    int fd = socket.accept();
    if (fd >= 0) {
      add(new ControlClient(UnixSocket.owning(fd), System.nanoTime()));
    } else if (fd != -Errno.EAGAIN) {
      // Whoever waits goes on waiting, and would wake this thread without end.
      polls.remove(socket.fd());
      isPaused = true;
      LOG.warn("nobody can be accepted for commands: {}", Errno.describe(-fd));
    }
  }

  private void add(ControlClient client) {
    List<ControlClient> passing =
        clients.values().stream().filter(each -> !each.isStaying()).toList();
    if (passing.size() >= MOST_CLIENTS) {
      end(passing.getFirst(), failed("more than " + MOST_CLIENTS + " clients"));
    }
    try {
      polls.add(client.fd(), () -> receive(client));
      clients.put(client.fd(), client);
    } catch (SystemException e) {
      client.answer(ControlRequest.FAILED + " " + e.getMessage());
      client.close();
    }
  }

  private void receive(ControlClient client) {
    if (client.isStaying()) {
      // It has closed its end, or says what nobody asked for.
      end(client, "");
      return;
    }
    switch (client.receive()) {
      case WAITING -> {}
      case GONE -> end(client, "");
      case TOO_LONG ->
          end(client, failed("it is longer than " + ControlRequest.MOST_BYTES + " bytes"));
      case COMPLETE -> answer(client, commands.answer(client.line(), client.who()));
    }
  }

  private void answer(ControlClient client, ControlAnswer answer) {
    if (answer.ending().isPresent()) {
      client.stay(answer.ending().get());
      client.answer(answer.line());
    } else {
      end(client, answer.line());
    }
  }

  private static String failed(String why) {
    return ControlRequest.FAILED
        + " "
        + SystemException.because("take", "the request", why, "").getMessage();
  }

  private void end(ControlClient client, String answer) {
    polls.remove(client.fd());
    clients.remove(client.fd());
    if (!answer.isEmpty()) {
      client.answer(answer);
    }
    client.close();
  }

  /** Whether nobody is connected. */
  boolean isIdle() {
    return clients.isEmpty();
  }

  /** At each tick: who takes too long is sent away. */
  void tick(long nowNanos) {
    List<ControlClient> all = clients.isEmpty() ? List.of() : List.copyOf(clients.values());
    for (ControlClient each : all) {
      if (each.isOlderThan(PATIENCE_NANOS, nowNanos)) {
        end(each, failed("it did not come within " + PATIENCE_NANOS / 1_000_000_000L + " s"));
      }
    }
    if (isPaused && path != null) {
      try {
        resume();
      } catch (SystemException e) {
        LOG.debug("still no room for the control socket", e);
      }
    }
  }

  /** Nobody is heard any more; the path goes first, so that it never leads to nobody. */
  @Override
  public void close() throws SystemException {
    Path mine = path;
    path = null;
    if (mine != null) {
      PathCalls.unlink(mine);
    }
    if (!isPaused) {
      polls.remove(socket.fd());
    }
    List.copyOf(clients.values()).forEach(each -> end(each, failed("the node stops")));
    socket.close();
  }
}
