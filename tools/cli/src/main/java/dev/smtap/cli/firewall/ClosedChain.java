package dev.smtap.cli.firewall;

import dev.smtap.cli.ShellWord;
import dev.smtap.netlink.IpFamily;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A chain that lets nothing new from outside through to a GLOBAL interface.
 *
 * @param chain the chain
 * @param way the way that it bars
 * @param place the chain to put a rule into: itself, or one that is there for the operator's rules
 * @param dropsReplies whether it would also drop what comes back
 */
public record ClosedChain(Chain chain, Way way, String place, boolean dropsReplies) {
  private static final String DOCKER = "DOCKER-USER";
  private static final String UFW = "ufw-user-forward";
  private static final String UFW6 = "ufw6-user-forward";

  /** Chains that Docker and ufw have for the operator's rules. */
  static final Set<String> FOR_OPERATORS = Set.of(DOCKER, UFW, UFW6);

  /** Names that nft(8) takes without quotes. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

  /**
   * How packets go on to their owners.
   *
   * @param family the address family
   * @param addresses the global addresses of it
   * @param outgoing the GLOBAL interface
   * @param locals interfaces of local networks, by which replies come
   * @param inside all interfaces of smtap
   */
  public record Way(
      IpFamily family,
      Set<InetAddress> addresses,
      String outgoing,
      Set<String> locals,
      Set<String> inside) {}

  /** What is wrong, in words. */
  public String wrong() {
    return chain
        + " lets no new "
        + way.family
        + " connection from outside through to interface "
        + way.outgoing;
  }

  /** What mends it, in this order. */
  public List<String> commands() {
    List<String> commands = new ArrayList<>();
    if (place.equals(UFW) || place.equals(UFW6)) {
      commands.add("ufw route allow out on " + ShellWord.of(way.outgoing));
    } else {
      towards().forEach(each -> commands.add(insert(each)));
    }
    if (dropsReplies) {
      way.locals.stream().sorted().forEach(each -> commands.add(insert(reply(each))));
    }
    return commands;
  }

  private boolean isNft() {
    return chain.table().program().equals(Chain.Table.NFT);
  }

  private String insert(String rule) {
    Chain.Table table = chain.table();
    String name = ShellWord.of(place);
    String of = ShellWord.of(table.name());
    if (!isNft()) {
      return table.program() + " -t " + of + " -I " + name + " " + rule + " -j ACCEPT";
    }
    boolean isOfBoth = table.families().size() > 1;
    String family = way.family == IpFamily.IPV4 ? "ipv4" : "ipv6";
    return "nft insert rule "
        + String.join(" ", ShellWord.of(table.family()), of, name)
        + (isOfBoth ? " meta nfproto " + family : "")
        + " "
        + rule
        + " accept";
  }

  /** What goes to the interface; before it is known by which one a packet leaves, its address. */
  private List<String> towards() {
    if (chain.hook().equals(Chain.FORWARD)) {
      return List.of((isNft() ? "oifname " : "-o ") + name(way.outgoing));
    }
    String word = way.family == IpFamily.IPV4 ? "ip daddr " : "ip6 daddr ";
    return way.addresses.stream()
        .map(InetAddress::getHostAddress)
        .sorted()
        .map(each -> (isNft() ? word : "-d ") + each)
        .toList();
  }

  private String reply(String local) {
    return isNft()
        ? "iifname " + name(local) + " ct state established,related"
        : "-i " + name(local) + " -m conntrack --ctstate ESTABLISHED,RELATED";
  }

  private String name(String device) {
    boolean needsQuotes = isNft() && !PLAIN.matcher(device).matches();
    return ShellWord.of(needsQuotes ? '"' + device + '"' : device);
  }
}
