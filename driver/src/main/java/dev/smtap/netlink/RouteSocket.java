package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks and tells the kernel about links, one request at a time (rtnetlink(7)). It belongs to the
 * namespace in which it was opened, whatever the calling thread enters later. One thread at a time.
 * Changes are noticed by {@link LinkMonitor}.
 */
public final class RouteSocket implements AutoCloseable {
  private static final int MOST_REMEMBERED = 64;

  private final Conversation kernel;
  private final Map<Integer, Seen> seen = new LinkedHashMap<>();

  /** A question about an interface, the last answer to it, and what that says. */
  private static final class Seen {
    private final MessageBuilder question;
    private final byte[] answer;
    private final LinkState link;

    private Seen(MessageBuilder question, byte[] answer, LinkState link) {
      this.question = question;
      this.answer = answer;
      this.link = link;
    }
  }

  /** Becomes text only in an error. */
  private record Numbered(int ifindex) {
    @Override
    public String toString() {
      return "interface " + ifindex;
    }
  }

  private RouteSocket(Conversation kernel) {
    this.kernel = kernel;
  }

  /** Opens one in the namespace of the calling thread. */
  public static RouteSocket open() throws SystemException {
    return new RouteSocket(Conversation.open());
  }

  /**
   * The state of an interface, or empty if there is none of that number. The same object as before
   * when asked for the same interface and nothing has changed, counters included: looking every
   * second costs little.
   */
  public Optional<LinkState> getLink(int ifindex) throws SystemException {
    Seen last = seen.get(ifindex);
    MessageBuilder question = last == null ? LinkMessages.get(ifindex) : last.question;
    MessageReader answer = ask(question, new Numbered(ifindex));
    if (answer == null) {
      seen.remove(ifindex);
      return Optional.empty();
    }
    if (last != null && answer.says(last.answer)) {
      return Optional.of(last.link);
    }
    byte[] payload = answer.payload();
    LinkState link = LinkMessages.link(answer);
    if (link != null) {
      remember(ifindex, new Seen(question, payload, link));
    }
    return Optional.ofNullable(link);
  }

  private void remember(int ifindex, Seen now) {
    seen.remove(ifindex);
    seen.put(ifindex, now);
    if (seen.size() > MOST_REMEMBERED) {
      seen.remove(seen.keySet().iterator().next());
    }
  }

  /** The state of an interface, or empty if there is none of that name. */
  public Optional<LinkState> getLink(String name) throws SystemException {
    MessageReader answer = ask(LinkMessages.get(name), name);
    return answer == null ? Optional.empty() : Optional.ofNullable(LinkMessages.link(answer));
  }

  /** All interfaces of the namespace. */
  public List<LinkState> getLinks() throws SystemException {
    return kernel.list(LinkMessages.dump(), "the interfaces", LinkMessages::link);
  }

  /** Sets the MTU in bytes. */
  public void setMtu(int ifindex, int mtu) throws SystemException {
    kernel.request(
        LinkMessages.change(ifindex).attribute(Netlink.IFLA_MTU, mtu),
        "set the MTU to " + mtu + " on",
        "interface " + ifindex);
  }

  /** Sets the MAC address, 48 bits, first byte highest. */
  public void setMac(int ifindex, long mac) throws SystemException {
    kernel.request(
        LinkMessages.change(ifindex).mac(Netlink.IFLA_ADDRESS, mac),
        "set the MAC address of",
        "interface " + ifindex);
  }

  /** Sets how many frames the kernel keeps for us before it drops. */
  public void setTxQueueLength(int ifindex, int frames) throws SystemException {
    kernel.request(
        LinkMessages.change(ifindex).attribute(Netlink.IFLA_TXQLEN, frames),
        "set the transmit queue to " + frames + " on",
        "interface " + ifindex);
  }

  /** Sets the link group. */
  public void setGroup(int ifindex, int group) throws SystemException {
    kernel.request(
        LinkMessages.change(ifindex).attribute(Netlink.IFLA_GROUP, group),
        "set the group to " + group + " on",
        "interface " + ifindex);
  }

  /** Sets it administratively up or down. */
  public void setUp(int ifindex, boolean up) throws SystemException {
    setFlags(ifindex, up ? LinkState.IFF_UP : 0, LinkState.IFF_UP);
  }

  /** Sets those flags that the mask names. */
  public void setFlags(int ifindex, int flags, int mask) throws SystemException {
    kernel.request(
        LinkMessages.changeFlags(ifindex, flags, mask),
        "change the flags of",
        "interface " + ifindex);
  }

  /** Gives it another name; the kernel wants it down for that unless it is recent. */
  public void setName(int ifindex, String name) throws SystemException {
    kernel.request(
        LinkMessages.change(ifindex).attribute(Netlink.IFLA_IFNAME, name),
        "give the name " + name + " to",
        "interface " + ifindex);
  }

  /** Moves it to another network namespace, given by a descriptor. */
  public void setNamespace(int ifindex, int namespaceFd) throws SystemException {
    kernel.request(
        LinkMessages.change(ifindex).attribute(Netlink.IFLA_NET_NS_FD, namespaceFd),
        "move to another namespace",
        "interface " + ifindex);
  }

  /** Adds a route straight out of an interface to all of an address family. */
  public void addDefaultRoute(int ifindex, IpFamily family) throws SystemException {
    kernel.request(
        RoutingMessages.addDefaultRoute(family, ifindex),
        "add a route over",
        "interface " + ifindex);
  }

  @Override
  public void close() {
    kernel.close();
  }

  /** The answer about an interface, or null if there is none. */
  private @Nullable MessageReader ask(MessageBuilder message, Object subject)
      throws SystemException {
    MessageReader answer = kernel.ask(message, "ask for", subject);
    if (answer.type() == Netlink.NLMSG_ERROR) {
      int errno = Conversation.errorOf(answer);
      // A name that no interface can have is not there either.
      if (errno == Errno.ENODEV || errno == Errno.ERANGE || errno == Errno.EINVAL) {
        return null;
      }
      throw Conversation.failure(answer, errno, "ask for", subject.toString());
    }
    return answer;
  }
}
