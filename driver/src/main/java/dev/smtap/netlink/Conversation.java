package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests to the kernel and its answers, one at a time. One thread. */
final class Conversation implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 5;
  private static final int DUMP_ATTEMPTS = 5;

  /** What no refusal has as its error number: none is tolerated. */
  static final int NO_ERROR = 0;

  private final NetlinkSocket socket;
  private int sequence;

  private Conversation(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens one about links and routing in the namespace of the calling thread. */
  static Conversation open() throws SystemException {
    return open(Netlink.NETLINK_ROUTE, NetlinkSocket.BUFFER_BYTES);
  }

  /** Opens one of any protocol, for answers of up to so many bytes. */
  static Conversation open(int protocol, int bufferBytes) throws SystemException {
    NetlinkSocket socket = NetlinkSocket.open(protocol, 0, bufferBytes);
    // Wishes only: without them errors have fewer words, and nothing ever waits that long.
    var _ =
        socket.setOption(Netlink.SOL_NETLINK, Netlink.NETLINK_EXT_ACK, 1)
            + socket.setOption(Netlink.SOL_NETLINK, Netlink.NETLINK_CAP_ACK, 1)
            + socket.setReceiveTimeout(TIMEOUT_SECONDS);
    return new Conversation(socket);
  }

  /** Lets lists be restricted by the request: a router's main table may have a million routes. */
  void restrictLists() throws SystemException {
    int result = socket.setOption(Netlink.SOL_NETLINK, Netlink.NETLINK_GET_STRICT_CHK, 1);
    if (result < 0) {
      throw new SystemException("restrict", "netlink lists", -result, "");
    }
  }

  long namespaceCookie() throws SystemException {
    return socket.namespaceCookie();
  }

  /** Asks for a change; the kernel's refusal is thrown with its own words. */
  void request(MessageBuilder message, String attempted, String subject) throws SystemException {
    var _ = requestUnless(0, message, attempted, subject);
  }

  /** Asks for a change; false if the kernel refuses it with this error number. */
  boolean requestUnless(int tolerated, MessageBuilder message, String attempted, String subject)
      throws SystemException {
    MessageReader answer = ask(message, attempted, subject);
    boolean isError = answer.type() == Netlink.NLMSG_ERROR;
    int errno = errorOf(answer);
    if (isError && errno == 0) {
      return true;
    }
    if (isError && errno == tolerated) {
      return false;
    }
    throw failure(answer, isError ? errno : Errno.EIO, attempted, subject);
  }

  /**
   * Sends a request and returns the first message of the answer, whatever it is.
   *
   * @param subject becomes text only when that fails
   */
  MessageReader ask(MessageBuilder message, String attempted, Object subject)
      throws SystemException {
    send(message, attempted, subject);
    while (true) {
      MessageReader answer = receive(attempted, subject);
      while (answer.next()) {
        if (answer.sequence() == sequence) {
          return answer;
        }
      }
    }
  }

  /** A whole list, of what {@code parser} understands of it; null is left out. */
  <T> List<T> list(
      MessageBuilder message, String subject, Function<MessageReader, @Nullable T> parser)
      throws SystemException {
    return listUnless(NO_ERROR, message, subject, parser);
  }

  /** A whole list, which is empty if the kernel refuses it with this error number. */
  <T> List<T> listUnless(
      int tolerated,
      MessageBuilder message,
      String subject,
      Function<MessageReader, @Nullable T> parser)
      throws SystemException {
    for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      List<T> found = new ArrayList<>();
      int result =
          dump(
              message,
              subject,
              tolerated,
              answer -> {
                @Nullable T each = parser.apply(answer);
                if (each != null) {
                  found.add(each);
                }
              });
      if (result != Listing.CHANGED) {
        return result < 0 ? new ArrayList<>() : found;
      }
    }
    throw SystemException.because(
        "list", subject, "they change faster than they can be listed", "try again");
  }

  /**
   * Walks a list.
   *
   * @return 0, {@link Listing#CHANGED}, or the negative error number that is tolerated
   */
  private int dump(
      MessageBuilder message, String subject, int tolerated, Consumer<MessageReader> sink)
      throws SystemException {
    send(message, "list", subject);
    Listing listing = new Listing(sequence);
    MessageReader answer;
    do {
      answer = receive("list", subject);
    } while (!listing.take(answer, sink));
    int result = listing.result();
    if (result < 0 && result != -tolerated) {
      throw failure(answer, -result, "list", subject);
    }
    return result;
  }

  private void send(MessageBuilder message, String attempted, Object subject)
      throws SystemException {
    sequence++;
    int result = socket.send(message.build(sequence));
    if (result < 0) {
      throw new SystemException(attempted, subject.toString(), -result, "");
    }
  }

  private MessageReader receive(String attempted, Object subject) throws SystemException {
    int length = socket.receive();
    if (length < 0) {
      throw new SystemException(attempted, subject.toString(), -length, "");
    }
    return socket.reader();
  }

  static int errorOf(MessageReader message) {
    return message.hasPayload(4) ? -message.intAt(0) : Errno.EIO;
  }

  /** The failure with the kernel's own words, where it has any. */
  static SystemException failure(
      MessageReader message, int errno, String attempted, String subject) {
    String advice = errno == Errno.EPERM ? "run as root or with CAP_NET_ADMIN" : "";
    String words = KernelWords.of(message);
    return words.isEmpty()
        ? new SystemException(attempted, subject, errno, advice)
        : SystemException.because(
            attempted, subject, errno, words + ", " + Errno.describe(errno), advice);
  }

  @Override
  public void close() {
    socket.close();
  }
}
