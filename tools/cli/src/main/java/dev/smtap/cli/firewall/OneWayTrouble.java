package dev.smtap.cli.firewall;

import dev.smtap.cli.ShellWord;
import dev.smtap.netlink.IpFamily;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain that drops packets of flows of which only one way comes by.
 *
 * @param address where the flows go
 * @param chain the chain
 * @param isTracked whether connection tracking sees them
 * @param dropsUntracked whether the chain would also drop them if it did not
 */
public record OneWayTrouble(
    InetAddress address, Chain chain, boolean isTracked, boolean dropsUntracked) {

  /** What is wrong, in words. */
  public String wrong() {
    String host = address.getHostAddress();
    return isTracked
        ? "connection tracking takes what goes to "
            + host
            + " for invalid when replies leave by another node, and "
            + chain
            + " drops it"
        : "what goes to " + host + " is not tracked (notrack), and " + chain + " drops it for that";
  }

  /** What mends it, in this order. */
  public List<String> commands() {
    List<String> commands = new ArrayList<>();
    if (isTracked) {
      commands.addAll(isNft() ? List.of(nftNotrack()) : iptablesNotrack());
    }
    if (dropsUntracked) {
      commands.addAll(accepts());
    }
    return commands;
  }

  private boolean isNft() {
    return chain.table().program().equals(Chain.Table.NFT);
  }

  private String host() {
    return address.getHostAddress();
  }

  private String word() {
    return IpFamily.of(address) == IpFamily.IPV4 ? "ip" : "ip6";
  }

  /** Both ways: also replies that do come by here would be half of a flow. */
  private String nftNotrack() {
    String rules =
        word() + " daddr " + host() + " notrack; " + word() + " saddr " + host() + " notrack; ";
    return "nft 'table inet smtap {"
        + " chain prerouting { type filter hook prerouting priority raw; "
        + rules
        + "}; chain output { type filter hook output priority raw; "
        + rules
        + "}; }'";
  }

  private List<String> iptablesNotrack() {
    List<String> commands = new ArrayList<>();
    for (String hook : List.of("PREROUTING", "OUTPUT")) {
      for (String end : List.of("-d ", "-s ")) {
        commands.add(
            chain.table().program()
                + " -t raw -A "
                + hook
                + " "
                + end
                + host()
                + " -j CT --notrack");
      }
    }
    return commands;
  }

  private List<String> accepts() {
    Chain.Table table = chain.table();
    if (isNft()) {
      String start =
          "nft insert rule "
              + String.join(
                  " ",
                  ShellWord.of(table.family()),
                  ShellWord.of(table.name()),
                  ShellWord.of(chain.name()),
                  word());
      return List.of(
          start + " daddr " + host() + " ct state untracked accept",
          start + " saddr " + host() + " ct state untracked accept");
    }
    String start =
        table.program() + " -t " + ShellWord.of(table.name()) + " -I " + ShellWord.of(chain.name());
    String end = host() + " -m conntrack --ctstate UNTRACKED -j ACCEPT";
    return List.of(start + " -d " + end, start + " -s " + end);
  }
}
