package dev.smtap.cli.control;

import dev.smtap.node.ControlFiles;
import dev.smtap.node.ControlRequest;
import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Asks running nodes over their control sockets.
 *
 * @param files where these are
 */
public record NodeCaller(ControlFiles files) {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int MOST_ANSWER_BYTES = 1 << 14;

  /**
   * Lets a node do something, and waits for its answer.
   *
   * @param attempted what the user wants, for the error
   * @return what the node says about it
   * @throws SystemException if it cannot be asked, or cannot do it
   */
  String ask(int nodeId, ControlRequest request, String attempted) throws SystemException {
    try (UnixSocket socket = UnixSocket.openPatient(PATIENCE_MILLIS)) {
      return ask(socket, nodeId, request, attempted);
    }
  }

  /**
   * Lets a node do something for as long as the connection stands.
   *
   * @param attempted what the user wants, for the error
   * @return the connection
   * @throws SystemException if it cannot be asked, or cannot do it
   */
  public UnixSocket hold(int nodeId, ControlRequest request, String attempted)
      throws SystemException {
    UnixSocket socket = UnixSocket.openPatient(PATIENCE_MILLIS);
    try {
      String unused = ask(socket, nodeId, request, attempted);
      return socket;
    } catch (SystemException e) {
      socket.close();
      throw e;
    }
  }

  private String ask(UnixSocket socket, int nodeId, ControlRequest request, String attempted)
      throws SystemException {
    Path path = files.socket(nodeId);
    String subject = "node " + nodeId;
    int connected = socket.connect(path);
    if (connected < 0) {
      throw unreachable(attempted, subject, path, -connected);
    }
    // What came of it, the answer says: a node may have refused this client before it read.
    var _ = socket.send(request.line().getBytes(StandardCharsets.UTF_8));
    String answer = line(socket, attempted, subject);
    if (answer.startsWith(ControlRequest.FAILED + " ")) {
      String why = answer.substring(ControlRequest.FAILED.length() + 1);
      throw SystemException.because(attempted, subject, "it says: " + why, "");
    }
    if (!answer.equals(ControlRequest.OK) && !answer.startsWith(ControlRequest.OK + " ")) {
      throw SystemException.because(
          attempted,
          subject,
          "its answer is not understood",
          "use the version of smtap that runs the node");
    }
    return answer.substring(ControlRequest.OK.length()).strip();
  }

  private static SystemException unreachable(
      String attempted, String subject, Path path, int errno) {
    String reason =
        switch (errno) {
          case Errno.ENOENT -> "it does not listen on " + path;
          case Errno.ECONNREFUSED -> "nobody listens on " + path;
          case Errno.EACCES, Errno.EPERM -> "permission denied on " + path;
          case Errno.EAGAIN -> "too many wait for it on " + path;
          default -> Errno.describe(errno) + " on " + path;
        };
    String advice =
        switch (errno) {
          case Errno.EACCES, Errno.EPERM -> "run as root or as the node's user";
          case Errno.EAGAIN -> "try again";
          default -> "check --control; the node's log says why it does not listen";
        };
    return SystemException.because(attempted, subject, errno, reason, advice);
  }

  /** One line, without its end. */
  private static String line(UnixSocket socket, String attempted, String subject)
      throws SystemException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] buffer = new byte[MOST_ANSWER_BYTES];
    while (received.size() < MOST_ANSWER_BYTES) {
      int bytes = socket.receive(buffer, 0);
      if (bytes == -Errno.EAGAIN) {
        throw SystemException.because(
            attempted,
            subject,
            "it did not answer within " + PATIENCE_MILLIS / 1_000 + " s",
            "see with 'smtap status' whether it hangs");
      }
      if (bytes <= 0) {
        throw SystemException.because(
            attempted, subject, "it did not answer", "see with 'smtap status' whether it runs");
      }
      received.write(buffer, 0, bytes);
      if (buffer[bytes - 1] == '\n') {
        break;
      }
    }
    return received.toString(StandardCharsets.UTF_8).strip();
  }
}
